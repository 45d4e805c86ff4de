// SPDX-License-Identifier: Apache-2.0
#include "mpi/node_window.hpp"

#include <cstdint>
#include <cstring>
#include <exception>

#include "mpi/check.hpp"

namespace lampyris::mpi {
namespace {

constexpr std::size_t alignment = 64;

std::byte* aligned(void* data) {
  const auto address = reinterpret_cast<std::uintptr_t>(data);                             // NOLINT
  return reinterpret_cast<std::byte*>((address + alignment - 1) / alignment * alignment);  // NOLINT
}

}  // namespace

NodeWindow::NodeWindow(const Communicator& node, std::size_t bytes)
    : node_(node), unwinding_(std::uncaught_exceptions()) {
  void* mine = nullptr;
  const auto size = static_cast<MPI_Aint>(bytes + alignment);
  check(MPI_Win_allocate_shared(size, 1, MPI_INFO_NULL, node.raw(), &mine, &window_),
        "MPI_Win_allocate_shared");
  check(MPI_Win_lock_all(MPI_MODE_NOCHECK, window_), "MPI_Win_lock_all");
  for (int rank = 0; rank < node.size(); ++rank) {
    MPI_Aint length = 0;
    int unit = 0;
    void* data = nullptr;
    check(MPI_Win_shared_query(window_, rank, &length, &unit, &data), "MPI_Win_shared_query");
    segments_.push_back(aligned(data));
  }
  std::memset(segments_[static_cast<std::size_t>(node.rank())], 0, bytes);
  synchronise();
}

NodeWindow::~NodeWindow() {
  int finalised = 0;
  MPI_Finalized(&finalised);
  if (finalised != 0 || std::uncaught_exceptions() != unwinding_) return;
  MPI_Win_unlock_all(window_);
  MPI_Win_free(&window_);
}

void NodeWindow::synchronise() const {
  check(MPI_Win_sync(window_), "MPI_Win_sync");
  node_.barrier();
  check(MPI_Win_sync(window_), "MPI_Win_sync");
}

}  // namespace lampyris::mpi
