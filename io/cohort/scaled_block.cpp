#include "io/cohort/scaled_block.hpp"

#include <algorithm>

namespace lampyris::io {
namespace {

constexpr std::size_t most_samples = 256;

// Calls use(first row, values as in the file).
template <class Use>
void for_each_part(const CohortFile& cohort, const CohortBlock& block, const Use& use) {
  for (std::size_t first = 0; first < block.samples.size(); first += most_samples) {
    const auto part = block.samples.subspan(first, std::min(most_samples, block.samples.size() - first));
    const auto values = cohort.read_samples(part, block.genes);
    use(first, values.view());
  }
}

}  // namespace

template <class Number>
Matrix<Number> read_scaled(const CohortFile& cohort, const Scaling& scaling, const CohortBlock& block,
                           std::size_t& clamped) {
  Matrix<Number> scaled(block.samples.size(), block.genes.count);
  for_each_part(cohort, block, [&](std::size_t first, MatrixView<const float> values) {
    clamped += scaling.apply_to(values, block.genes.offset, scaled.view().middle_rows(first, values.rows()));
  });
  return scaled;
}

template <class Number>
void for_each_scaled_block(const CohortFile& cohort, const Scaling& scaling, const CohortBlock& block,
                           const UseScaled<Number>& use) {
  Matrix<Number> scaled(std::min(most_samples, block.samples.size()), block.genes.count);
  for_each_part(cohort, block, [&](std::size_t first, MatrixView<const float> values) {
    const auto rows = scaled.view().middle_rows(0, values.rows());
    scaling.apply_to(values, block.genes.offset, rows);
    use(first, rows);
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
