// SPDX-License-Identifier: Apache-2.0
#include "src/training/batches/resident_batches.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace lampyris {

template <class Number>
ResidentBatches<Number>::ResidentBatches(MatrixView<const Number> mine, Slice held, const BatchPlan& plan)
    : mine_(mine), held_(held), plan_(plan) {
  if (plan.samples == 0 || plan.batch == 0 || mine.rows() != held.count || held.end() > plan.samples) {
    throw std::logic_error("ResidentBatches: the samples held do not fit the plan");
  }
  values_ = Matrix<Number>(std::max<std::size_t>(1, most_members(plan, held)), mine.columns());
}

template <class Number>
void ResidentBatches<Number>::begin_epoch(std::size_t epoch, std::size_t) {
  epoch_ = epoch;
  epoch_order(plan_, epoch, order_);
}

template <class Number>
Batch ResidentBatches<Number>::batch(std::size_t step) {
  const Slice places = plan_.places(step);
  members_.clear();
  for (std::size_t i = places.offset; i < places.end(); ++i) {
    if (held_.contains(order_[i])) members_.push_back(order_[i]);
  }
  const std::size_t bytes = mine_.columns() * sizeof(Number);
  const auto rows = static_cast<std::ptrdiff_t>(members_.size());
#pragma omp parallel for schedule(static)
  for (std::ptrdiff_t r = 0; r < rows; ++r) {
    const auto row = static_cast<std::size_t>(r);
    std::memcpy(values_.row(row).data(), mine_.row(members_[row] - held_.offset).data(), bytes);
  }
  const MatrixView<const Number> values(values_.data(), members_.size(), mine_.columns());
  return {values, values, members_, places.count, epoch_};
}

template class ResidentBatches<float>;
template class ResidentBatches<bfloat16>;

}  // namespace lampyris
