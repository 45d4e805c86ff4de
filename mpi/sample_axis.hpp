#pragma once

#include "mpi/communicator.hpp"
#include "src/training/sample_axis.hpp"

namespace lampyris::mpi {

/// The ranks of a communicator as a SampleAxis: all-reduces of a megabyte each, whose buffers stay in cache.
/// They are blocking: between products, Open MPI's non-blocking ones took three to four times as long, within
/// a node and over TCP, and hid nothing (tests/bench/README.md). Keeps a reference to the communicator.
class RankSampleAxis final : public SampleAxis {
 public:
  explicit RankSampleAxis(const Communicator& group) : group_(group) {}

  /// Collective.
  void sum(std::span<float> values) override;

 private:
  const Communicator& group_;
};

}  // namespace lampyris::mpi
