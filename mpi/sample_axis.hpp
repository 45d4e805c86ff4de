#pragma once

#include <vector>

#include "mpi/communicator.hpp"
#include "src/training/sample_axis.hpp"

namespace lampyris::mpi {

/// The ranks of a communicator as a SampleAxis: non-blocking all-reduces of a few megabytes each. Keeps a
/// reference to the communicator.
class RankSampleAxis final : public SampleAxis {
 public:
  explicit RankSampleAxis(const Communicator& group) : group_(group) {}

  /// Collective.
  void start(std::span<float> values) override;
  void progress() override;
  /// Collective.
  void finish() override;

 private:
  const Communicator& group_;
  std::vector<MPI_Request> under_way_;
};

}  // namespace lampyris::mpi
