#pragma once

#include <span>

#include "mpi/communicator.hpp"
#include "src/training/sample_axis.hpp"

namespace lampyris::mpi {

/// The ranks of a communicator as the axis of samples. Keeps a reference: the communicator lives longer.
class RankSampleAxis final : public SampleAxis {
 public:
  explicit RankSampleAxis(const Communicator& ranks) : ranks_(ranks) {}

  /// Collective.
  void sum(std::span<float> values) const override { ranks_.sum(values); }

 private:
  const Communicator& ranks_;
};

}  // namespace lampyris::mpi
