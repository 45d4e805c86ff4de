// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "mpi/communicator.hpp"
#include "src/training/engines/sample_axis.hpp"

namespace lampyris::mpi {

/// Sums over the ranks of a communicator, by all-reduces of a megabyte each, whose buffers stay in cache.
/// Sums that are begun overlap with the products, in a thread and by a RingSum, where the ranks are on
/// several nodes; within a node they would only take the cores from the products. Keeps a reference to the
/// communicator.
class RankSampleAxis final : public SampleAxis {
 public:
  /// When sums run beside the backward pass.
  enum class Overlap { between_nodes, never, always };

  /// Collective. `overlap` says whether begin_sum() returns before its sum is made; without an MPI that
  /// threads may call at once it never does.
  explicit RankSampleAxis(const Communicator& group, Overlap overlap = Overlap::between_nodes);
  /// Collective, except while an exception unwinds.
  ~RankSampleAxis() override;

  /// Collective.
  [[nodiscard]] std::size_t parts() const override;
  void sum(std::span<float> values) override;
  /// Collective.
  void begin_sum(std::span<float> values) override;
  /// Collective. Throws what a begun sum threw.
  void finish() override;

 private:
  class BackgroundSums;
  const Communicator& group_;
  std::unique_ptr<BackgroundSums> background_;
  int unwinding_;
};

}  // namespace lampyris::mpi
