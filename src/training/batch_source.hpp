#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/base/slice.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// The members of one global batch that this rank holds.
struct Batch {
  MatrixView<const float> values;  ///< members × genes; may have no row
  std::size_t samples = 0;         ///< size of the batch over all ranks; at least 1
};

/// Deals the training samples out in batches. The members of batch `step` of an epoch, and their order, are a
/// function of (seed, epoch, step) alone: one Fisher–Yates permutation an epoch, cut every `batch` samples;
/// the last batch may be smaller. Each rank gives the members that it holds.
class BatchSource {
 public:
  struct Plan {
    std::size_t samples = 0;  ///< over all ranks; at least 1
    std::size_t batch = 0;    ///< at least 1
    std::uint64_t seed = 0;
  };

  /// `mine` holds, scaled, the training samples `held` of [0, plan.samples); it must outlive this object.
  BatchSource(MatrixView<const float> mine, Slice held, const Plan& plan);

  [[nodiscard]] std::size_t samples() const { return plan_.samples; }
  [[nodiscard]] std::size_t steps() const { return (plan_.samples + plan_.batch - 1) / plan_.batch; }
  /// No batch has more rows here than this.
  [[nodiscard]] std::size_t most_rows() const { return members_.rows(); }

  void begin_epoch(std::size_t epoch);
  /// Step of the current epoch, from 0. The rows are valid until the next call.
  [[nodiscard]] Batch batch(std::size_t step);

 private:
  MatrixView<const float> mine_;
  Slice held_;
  Plan plan_;
  std::vector<std::uint32_t> order_;
  Matrix<float> members_;
};

}  // namespace lampyris
