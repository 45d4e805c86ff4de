// SPDX-License-Identifier: Apache-2.0
#include "mpi/communicator.hpp"

#include <cstdint>
#include <exception>
#include <utility>

#include "mpi/check.hpp"

namespace lampyris::mpi {
namespace {

Elements letters_of(std::string& text) {
  return {text.data(), text.size()};
}

}  // namespace

Communicator::Communicator(MPI_Comm raw) : raw_(raw), unwinding_(std::uncaught_exceptions()) {
  check(MPI_Comm_set_errhandler(raw_, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
  check(MPI_Comm_rank(raw_, &rank_), "MPI_Comm_rank");
  check(MPI_Comm_size(raw_, &size_), "MPI_Comm_size");
}

Communicator Communicator::world() {
  MPI_Comm raw = MPI_COMM_NULL;
  check(MPI_Comm_dup(MPI_COMM_WORLD, &raw), "MPI_Comm_dup");
  return Communicator(raw);
}

Communicator Communicator::self() {
  MPI_Comm raw = MPI_COMM_NULL;
  check(MPI_Comm_dup(MPI_COMM_SELF, &raw), "MPI_Comm_dup");
  return Communicator(raw);
}

Communicator::Communicator(Communicator&& other) noexcept
    : raw_(std::exchange(other.raw_, MPI_COMM_NULL)),
      rank_(other.rank_),
      size_(other.size_),
      unwinding_(std::uncaught_exceptions()) {}

Communicator::~Communicator() {
  if (raw_ != MPI_COMM_NULL && std::uncaught_exceptions() == unwinding_) MPI_Comm_free(&raw_);
}

Communicator Communicator::split(int colour) const {
  MPI_Comm raw = MPI_COMM_NULL;
  check(MPI_Comm_split(raw_, colour, rank_, &raw), "MPI_Comm_split");
  return Communicator(raw);
}

Communicator Communicator::node() const {
  MPI_Comm raw = MPI_COMM_NULL;
  check(MPI_Comm_split_type(raw_, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &raw), "MPI_Comm_split_type");
  return Communicator(raw);
}

void Communicator::barrier() const {
  check(MPI_Barrier(raw_), "MPI_Barrier");
}

void Communicator::broadcast(bool& answer, int from) const {
  int number = answer ? 1 : 0;
  broadcast(number, from);
  answer = number != 0;
}

void Communicator::broadcast(std::string& text, int from) const {
  std::size_t length = text.size();
  broadcast(length, from);
  text.resize(length);
  mpi::broadcast(letters_of(text), from, raw_);
}

void Communicator::broadcast(std::vector<std::string>& texts, int from) const {
  std::vector<std::size_t> lengths;
  std::string whole;
  if (rank_ == from) {
    for (const auto& text : texts) {
      lengths.push_back(text.size());
      whole += text;
    }
  }
  broadcast(lengths, from);
  broadcast(whole, from);
  texts.clear();
  std::size_t first = 0;
  for (const std::size_t length : lengths) {
    texts.push_back(whole.substr(first, length));
    first += length;
  }
}

std::vector<std::string> Communicator::gather(const std::string& mine) const {
  const auto lengths = all_gather(mine.size());
  std::vector<std::string> all;
  // Point to point, so that no counts or displacements of all texts together have to fit an int.
  if (rank_ != 0) {
    send(std::as_bytes(std::span(mine)), 0, raw_);
    return all;
  }
  all.push_back(mine);
  for (int from = 1; from < size_; ++from) {
    auto& text = all.emplace_back(lengths[static_cast<std::size_t>(from)], '\0');
    receive(std::as_writable_bytes(std::span(text)), from, raw_);
  }
  return all;
}

}  // namespace lampyris::mpi
