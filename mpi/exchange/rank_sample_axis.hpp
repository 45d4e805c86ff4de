#pragma once

#include <memory>

#include "mpi/communicator.hpp"
#include "src/training/engines/sample_axis.hpp"

namespace lampyris::mpi {

/// The ranks of a communicator as a SampleAxis. A sum is made by all-reduces of a megabyte each, whose
/// buffers stay in cache. Sums that are begun are made beside the products, by a thread and a RingSum, where
/// the ranks are on several nodes; within a node they would only take the cores from the products. Keeps a
/// reference to the communicator.
class RankSampleAxis final : public SampleAxis {
 public:
  enum class Begun { by_nodes, at_once, beside };

  /// Collective. `begun` says how begin_sum() works; beside needs an MPI that threads may call at once, and
  /// is as at_once without.
  explicit RankSampleAxis(const Communicator& group, Begun begun = Begun::by_nodes);
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
  class Beside;
  const Communicator& group_;
  std::unique_ptr<Beside> beside_;
  int unwinding_;
};

}  // namespace lampyris::mpi
