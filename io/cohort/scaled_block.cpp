#include "io/cohort/scaled_block.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace lampyris::io {

std::size_t for_each_scaled_block(const CohortFile& cohort, const Scaling& scaling, const CohortPart& part,
                                  const std::function<void(std::size_t, MatrixView<const float>)>& use) {
  constexpr std::size_t at_once = 256;
  std::size_t clamped = 0;
  for (std::size_t first = 0; first < part.samples.size(); first += at_once) {
    const auto some = part.samples.subspan(first, std::min(at_once, part.samples.size() - first));
    auto block = cohort.read_samples({some.begin(), some.end()}, part.genes);
    clamped += scaling.apply(block.view(), part.genes.offset);
    use(first, std::as_const(block).view());
  }
  return clamped;
}

template <class Number>
ScaledBlock<Number> read_scaled(const CohortFile& cohort, const Scaling& scaling, const CohortPart& part) {
  ScaledBlock<Number> result{Matrix<Number>(part.samples.size(), part.genes.count), 0};
  result.clamped =
      for_each_scaled_block(cohort, scaling, part, [&](std::size_t first, MatrixView<const float> block) {
        for (std::size_t i = 0; i < block.rows(); ++i) {
          std::ranges::transform(block.row(i), result.values.row(first + i).begin(),
                                 [](float value) { return from_float<Number>(value); });
        }
      });
  return result;
}

template ScaledBlock<float> read_scaled<float>(const CohortFile&, const Scaling&, const CohortPart&);
template ScaledBlock<bfloat16> read_scaled<bfloat16>(const CohortFile&, const Scaling&, const CohortPart&);

}  // namespace lampyris::io
