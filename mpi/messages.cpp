// SPDX-License-Identifier: Apache-2.0
#include "mpi/messages.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "mpi/check.hpp"

namespace lampyris::mpi {
namespace {

constexpr int message_tag = 7;

std::byte* element(const Elements& values, std::size_t index) {
  return static_cast<std::byte*>(values.data) + index * values.bytes;
}

// Calls use(first, count) for each piece of so many elements.
template <class Use>
void for_each_piece(std::size_t total, std::size_t piece, Use use) {
  for (std::size_t first = 0; first < total; first += piece) {
    use(first, static_cast<int>(std::min(piece, total - first)));
  }
}

}  // namespace

void all_reduce(const Elements& values, MPI_Op op, MPI_Comm ranks, std::size_t piece) {
  for_each_piece(values.count, piece, [&](std::size_t first, int count) {
    check(MPI_Allreduce(MPI_IN_PLACE, element(values, first), count, values.type, op, ranks),
          "MPI_Allreduce");
  });
}

void broadcast(const Elements& values, int from, MPI_Comm ranks, std::size_t piece) {
  for_each_piece(values.count, piece, [&](std::size_t first, int count) {
    check(MPI_Bcast(element(values, first), count, values.type, from, ranks), "MPI_Bcast");
  });
}

void all_gather(const Elements& whole, std::span<const std::size_t> counts, MPI_Comm ranks,
                std::size_t piece) {
  if (whole.count <= piece) {
    const std::vector<int> lengths(counts.begin(), counts.end());
    std::vector<int> offsets(lengths.size());
    std::exclusive_scan(lengths.begin(), lengths.end(), offsets.begin(), 0);
    check(MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, whole.data, lengths.data(), offsets.data(),
                         whole.type, ranks),
          "MPI_Allgatherv");
    return;
  }
  std::size_t first = 0;
  for (std::size_t owner = 0; owner < counts.size(); first += counts[owner++]) {
    broadcast({element(whole, first), counts[owner], whole.bytes, whole.type}, static_cast<int>(owner), ranks,
              piece);
  }
}

void send(std::span<const std::byte> bytes, int to, MPI_Comm ranks, std::size_t piece) {
  for_each_piece(bytes.size(), piece, [&](std::size_t first, int count) {
    check(MPI_Send(bytes.data() + first, count, MPI_BYTE, to, message_tag, ranks), "MPI_Send");
  });
}

void receive(std::span<std::byte> bytes, int from, MPI_Comm ranks, std::size_t piece) {
  for_each_piece(bytes.size(), piece, [&](std::size_t first, int count) {
    check(MPI_Recv(bytes.data() + first, count, MPI_BYTE, from, message_tag, ranks, MPI_STATUS_IGNORE),
          "MPI_Recv");
  });
}

}  // namespace lampyris::mpi
