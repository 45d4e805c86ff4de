#include "io/cohort/scaled_block.hpp"

#include <algorithm>
#include <stdexcept>

namespace lampyris::io {
template <class Number>
Matrix<Number> read_scaled(const CohortFile& cohort, const Scaling& scaling, const CohortBlock& block,
                           std::size_t& clamped) {
  Matrix<Number> scaled(block.samples.size(), block.genes.count);
  cohort.for_each_sample(block.samples, block.genes, [&](std::size_t place, MatrixView<const float> values) {
    clamped += scaling.apply_to(values, block.genes.offset, scaled.view().middle_rows(place, 1));
  });
  return scaled;
}

template <class Number>
void for_each_scaled_block(const CohortFile& cohort, const Scaling& scaling, const CohortBlock& block,
                           const UseScaled<Number>& use) {
  if (!std::ranges::is_sorted(block.samples)) {
    throw std::logic_error("for_each_scaled_block: samples out of order");
  }
  constexpr std::size_t most_samples = 256;
  Matrix<Number> scaled(std::min(most_samples, block.samples.size()), block.genes.count);
  cohort.for_each_sample(block.samples, block.genes, [&](std::size_t place, MatrixView<const float> values) {
    const std::size_t row = place % most_samples;
    scaling.apply_to(values, block.genes.offset, scaled.view().middle_rows(row, 1));
    if (row + 1 == most_samples || place + 1 == block.samples.size()) {
      use(place - row, scaled.view().middle_rows(0, row + 1));
    }
  });
}

template Matrix<float> read_scaled<float>(const CohortFile&, const Scaling&, const CohortBlock&,
                                          std::size_t&);
template Matrix<bfloat16> read_scaled<bfloat16>(const CohortFile&, const Scaling&, const CohortBlock&,
                                                std::size_t&);
template void for_each_scaled_block<float>(const CohortFile&, const Scaling&, const CohortBlock&,
                                           const UseScaled<float>&);
template void for_each_scaled_block<bfloat16>(const CohortFile&, const Scaling&, const CohortBlock&,
                                              const UseScaled<bfloat16>&);

}  // namespace lampyris::io
