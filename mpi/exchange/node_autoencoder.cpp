// SPDX-License-Identifier: Apache-2.0
#include "mpi/exchange/node_autoencoder.hpp"

#include <sys/statvfs.h>

#include <array>
#include <optional>

#include "mpi/node_window.hpp"

namespace lampyris::mpi {
namespace {

// MPI keeps shared windows in /dev/shm, which containers make small; a page that does not fit there ends the
// process without a word.
bool has_room(std::size_t bytes) {
  struct statvfs room {};
  if (statvfs("/dev/shm", &room) != 0) return true;
  constexpr double fair_share = 0.8;
  return static_cast<double>(bytes) <
         fair_share * static_cast<double>(room.f_bavail) * static_cast<double>(room.f_frsize);
}

Communicator sharers(const Communicator& ranks, std::size_t bytes) {
  auto node = ranks.node();
  return ranks.all(has_room(bytes)) ? std::move(node) : ranks.split(ranks.rank());
}

}  // namespace

struct NodeAutoencoder::Storage {
  Storage(const Communicator& ranks, std::size_t parameters)
      : node(sharers(ranks, parameters * sizeof(float))), writers(ranks.split(node.rank() == 0 ? 0 : 1)) {
    if (node.size() == 1) {
      own = Matrix<float>(1, parameters);
      values = own.values();
      return;
    }
    window.emplace(node, node.rank() == 0 ? parameters * sizeof(float) : 0);
    values = {reinterpret_cast<float*>(window->segment(0)), parameters};  // NOLINT: raw shared memory
  }

  Communicator node;
  Communicator writers;  // the first ranks of all copies; the others among themselves
  std::optional<NodeWindow> window;
  Matrix<float> own;
  std::span<float> values;
};

NodeAutoencoder::NodeAutoencoder(const Communicator& ranks, const Architecture& architecture)
    : storage_(std::make_shared<Storage>(ranks, architecture.parameters())),
      autoencoder_(architecture, {storage_->values, storage_}) {}

bool NodeAutoencoder::writes() const {
  return storage_->node.rank() == 0;
}

void NodeAutoencoder::synchronise() const {
  if (storage_->window) storage_->window->synchronise();
}

void NodeAutoencoder::sum_copies() {
  synchronise();
  if (writes()) storage_->writers.sum(storage_->values);
  synchronise();
}

}  // namespace lampyris::mpi
