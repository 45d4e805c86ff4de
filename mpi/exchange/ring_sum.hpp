// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "mpi/communicator.hpp"

namespace lampyris::mpi {

/// Sums over a ring of ranks (Patarasuk & Yuan 2009, doi:10.1016/j.jpdc.2008.09.002): each passes on to the
/// right what arrives from the left, with its own values added, then the sums. Made for a thread beside
/// products: it sleeps while the network works, where one that waits in MPI takes a core from them.
/// MPI_Iallreduce would be less code, and took longer there than summing at once (tests/bench/README.md).
class RingSum {
 public:
  /// Keeps a reference to the communicator.
  explicit RingSum(const Communicator& group);
  /// Collective. Replaces every value by its sum over the ranks, the same bits on every rank.
  void run(std::span<float> values);

 private:
  static constexpr std::size_t under_way = 32;
  struct Message {
    std::vector<float> arrived;  // of a rank to the left, to be added
    std::array<MPI_Request, 2> requests{};
  };

  // The piece of my values that a message of the rank `back` places to the left holds.
  [[nodiscard]] std::span<float> piece(std::size_t message, std::size_t back) const;
  [[nodiscard]] bool adds(std::size_t message) const { return message < (ranks_ - 1) * pieces_; }
  void begin(std::size_t message);
  [[nodiscard]] bool is_over(std::size_t message);
  void add_arrived(std::size_t message);

  const Communicator& group_;
  std::size_t ranks_;
  std::span<float> values_;
  std::size_t pieces_ = 0;  // of a rank's slice
  std::array<Message, under_way> messages_;
};

}  // namespace lampyris::mpi
