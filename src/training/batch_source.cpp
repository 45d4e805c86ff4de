#include "src/training/batch_source.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <stdexcept>

#include "src/base/random.hpp"

namespace lampyris {

BatchSource::BatchSource(MatrixView<const float> mine, Slice held, const Plan& plan)
    : mine_(mine), held_(held), plan_(plan), order_(plan.samples) {
  if (plan.samples == 0 || plan.batch == 0 || mine.rows() != held.count || held.end() > plan.samples) {
    throw std::logic_error("BatchSource: the samples held do not fit the plan");
  }
  members_ = Matrix<float>(std::min(held.count, plan.batch), mine.columns());
}

void BatchSource::begin_epoch(std::size_t epoch) {
  std::iota(order_.begin(), order_.end(), 0U);
  Random(plan_.seed, Stream::shuffle, epoch).shuffle(std::span(order_));
}

Batch BatchSource::batch(std::size_t step) {
  const std::size_t first = step * plan_.batch;
  const std::size_t last = std::min(plan_.samples, first + plan_.batch);
  std::size_t rows = 0;
  for (std::size_t i = first; i < last; ++i) {
    if (!held_.contains(order_[i])) continue;
    const auto sample = mine_.row(order_[i] - held_.offset);
    std::copy(sample.begin(), sample.end(), members_.row(rows).begin());
    ++rows;
  }
  return {MatrixView<const float>(members_.data(), rows, mine_.columns()), last - first};
}

}  // namespace lampyris
