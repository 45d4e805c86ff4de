#include "mpi/communicator.hpp"

#include <algorithm>
#include <cstdint>
#include <exception>
#include <limits>
#include <utility>

#include "mpi/check.hpp"

namespace lampyris::mpi {
namespace {

// MPI counts are int: longer arrays travel in pieces.
constexpr std::size_t most = std::size_t{1} << 28;

template <class T>
void reduce(std::span<T> values, MPI_Datatype type, MPI_Op op, MPI_Comm raw) {
  for (std::size_t first = 0; first < values.size(); first += most) {
    const auto count = static_cast<int>(std::min(most, values.size() - first));
    check(MPI_Allreduce(MPI_IN_PLACE, values.data() + first, count, type, op, raw), "MPI_Allreduce");
  }
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

void Communicator::sum(std::span<float> values) const {
  reduce(values, MPI_FLOAT, MPI_SUM, raw_);
}
void Communicator::sum(std::span<double> values) const {
  reduce(values, MPI_DOUBLE, MPI_SUM, raw_);
}
void Communicator::minimum(std::span<double> values) const {
  reduce(values, MPI_DOUBLE, MPI_MIN, raw_);
}
void Communicator::maximum(std::span<double> values) const {
  reduce(values, MPI_DOUBLE, MPI_MAX, raw_);
}

void Communicator::broadcast(std::string& text) const {
  std::uint64_t length = text.size();
  check(MPI_Bcast(&length, 1, MPI_UINT64_T, 0, raw_), "MPI_Bcast");
  text.resize(length);
  for (std::size_t first = 0; first < length; first += most) {
    const auto count = static_cast<int>(std::min<std::size_t>(most, length - first));
    check(MPI_Bcast(text.data() + first, count, MPI_CHAR, 0, raw_), "MPI_Bcast");
  }
}

std::vector<std::string> Communicator::gather(const std::string& mine) const {
  // Point to point, so that no counts or displacements of all texts together have to fit an int.
  constexpr int tag = 7;
  std::vector<std::string> all;
  if (rank_ != 0) {
    std::uint64_t length = mine.size();
    check(MPI_Send(&length, 1, MPI_UINT64_T, 0, tag, raw_), "MPI_Send");
    for (std::size_t first = 0; first < length; first += most) {
      const auto count = static_cast<int>(std::min<std::size_t>(most, length - first));
      check(MPI_Send(mine.data() + first, count, MPI_CHAR, 0, tag, raw_), "MPI_Send");
    }
    return all;
  }
  all.resize(static_cast<std::size_t>(size_));
  all[0] = mine;
  for (int from = 1; from < size_; ++from) {
    auto& text = all[static_cast<std::size_t>(from)];
    std::uint64_t length = 0;
    check(MPI_Recv(&length, 1, MPI_UINT64_T, from, tag, raw_, MPI_STATUS_IGNORE), "MPI_Recv");
    text.resize(length);
    for (std::size_t first = 0; first < length; first += most) {
      const auto count = static_cast<int>(std::min<std::size_t>(most, length - first));
      check(MPI_Recv(text.data() + first, count, MPI_CHAR, from, tag, raw_, MPI_STATUS_IGNORE), "MPI_Recv");
    }
  }
  return all;
}

Slice RankWorld::share(std::size_t total) const {
  return part_of(total, static_cast<std::size_t>(ranks_.size()), static_cast<std::size_t>(ranks_.rank()));
}

void RankWorld::sum(std::span<double> values) const {
  ranks_.sum(values);
}

bool RankWorld::any(bool mine) const {
  int flag = mine ? 1 : 0;
  check(MPI_Allreduce(MPI_IN_PLACE, &flag, 1, MPI_INT, MPI_LOR, ranks_.raw()), "MPI_Allreduce");
  return flag != 0;
}

void RankWorld::gather(std::span<std::byte> whole, std::size_t unit_bytes) const {
  if (unit_bytes == 0 || whole.empty()) return;
  const std::size_t units = whole.size() / unit_bytes;
  const auto ranks = static_cast<std::size_t>(ranks_.size());
  for (std::size_t owner = 0; owner < ranks; ++owner) {
    const Slice part = part_of(units, ranks, owner);
    std::byte* data = whole.data() + part.offset * unit_bytes;
    const std::size_t bytes = part.count * unit_bytes;
    for (std::size_t first = 0; first < bytes; first += most) {
      const auto count = static_cast<int>(std::min(most, bytes - first));
      check(MPI_Bcast(data + first, count, MPI_BYTE, static_cast<int>(owner), ranks_.raw()), "MPI_Bcast");
    }
  }
}

}  // namespace lampyris::mpi
