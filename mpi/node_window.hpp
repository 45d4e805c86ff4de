// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <mpi.h>

#include <cstddef>
#include <vector>

#include "mpi/communicator.hpp"

namespace lampyris::mpi {

/// Memory that the ranks of one node share: a segment of each rank, zero at the start, aligned to 64 bytes.
/// Destroying is collective, except while an exception unwinds. Keeps a reference to `node`.
class NodeWindow {
 public:
  /// Collective; all ranks of `node` are on one node. `bytes`: of my segment.
  NodeWindow(const Communicator& node, std::size_t bytes);
  NodeWindow(const NodeWindow&) = delete;
  NodeWindow& operator=(const NodeWindow&) = delete;
  /// Collective.
  ~NodeWindow();

  /// The memory that `rank` of the node gave, readable and writable here.
  [[nodiscard]] std::byte* segment(std::size_t rank) const { return segments_[rank]; }
  /// Collective. What every rank wrote before, every rank reads afterwards.
  void synchronise() const;

 private:
  const Communicator& node_;
  MPI_Win window_ = MPI_WIN_NULL;
  std::vector<std::byte*> segments_;
  int unwinding_;
};

}  // namespace lampyris::mpi
