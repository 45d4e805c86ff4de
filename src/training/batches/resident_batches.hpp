// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "src/training/batches/batch_source.hpp"

namespace lampyris {

/// Batches of samples that are held in memory.
template <class Number>
class ResidentBatches final : public BatchSource {
 public:
  /// `mine` holds, scaled, the training samples `held` of [0, plan.samples), of my genes; it must outlive
  /// this object.
  ResidentBatches(MatrixView<const Number> mine, Slice held, const BatchPlan& plan);

  [[nodiscard]] const BatchPlan& plan() const override { return plan_; }
  [[nodiscard]] std::size_t most_rows() const override { return values_.rows(); }
  void begin_epoch(std::size_t epoch, std::size_t first_step) override;
  [[nodiscard]] Batch batch(std::size_t step) override;

 private:
  MatrixView<const Number> mine_;
  Slice held_;
  BatchPlan plan_;
  std::size_t epoch_ = 0;
  std::vector<std::uint32_t> order_, members_;
  Matrix<Number> values_;
};

extern template class ResidentBatches<float>;
extern template class ResidentBatches<bfloat16>;

}  // namespace lampyris
