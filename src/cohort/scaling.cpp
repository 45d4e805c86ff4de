// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/scaling.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "src/base/multiversion.hpp"
#include "src/linalg/bfloat16.hpp"

namespace lampyris {
namespace {

// Of one row: what belongs to its genes, and how far values may go.
struct Scales {
  const float *offset, *factor, *mean;
  float low, high;
};

// Without a branch for missing or clamped values, so that it becomes vector code.
template <class Number>
[[gnu::always_inline]] inline std::size_t scale_loop(const float* values, std::size_t count, Scales by,
                                                     Number* out) {
  std::uint32_t clamped = 0;
#pragma omp simd reduction(+ : clamped)
  for (std::size_t j = 0; j < count; ++j) {
    const float value = values[j] == values[j] ? values[j] : by.mean[j];
    const float scaled = (value - by.offset[j]) * by.factor[j];
    const float within = std::min(std::max(scaled, by.low), by.high);
    out[j] = from_float<Number>(within);
    clamped += within != scaled ? 1U : 0U;
  }
  return clamped;
}

// Function versions must not be templates. They round alike: nothing in the loop can be fused.
LAMPYRIS_MULTIVERSION
std::size_t scale_row(const float* values, std::size_t count, const Scales& by, float* out) {
  return scale_loop(values, count, by, out);
}
LAMPYRIS_MULTIVERSION
std::size_t scale_row(const float* values, std::size_t count, const Scales& by, bfloat16* out) {
  return scale_loop(values, count, by, out);
}

}  // namespace

std::size_t Scaling::apply(MatrixView<float> values, std::size_t first_gene) const {
  return apply_to<float>(values, first_gene, values);
}

template <class Number>
std::size_t Scaling::apply_to(MatrixView<const float> values, std::size_t first_gene,
                              MatrixView<Number> out) const {
  const Scales by{offset.data() + first_gene, factor.data() + first_gene, mean.data() + first_gene, low,
                  high};
  std::size_t clamped = 0;
  for (std::size_t i = 0; i < values.rows(); ++i) {
    clamped += scale_row(values.row(i).data(), values.columns(), by, out.row(i).data());
  }
  return clamped;
}

template std::size_t Scaling::apply_to<float>(MatrixView<const float>, std::size_t, MatrixView<float>) const;
template std::size_t Scaling::apply_to<bfloat16>(MatrixView<const float>, std::size_t,
                                                 MatrixView<bfloat16>) const;

Scaling make_scaling(ScalingMethod method, const GeneStatistics& training) {
  const std::size_t genes = training.mean.size();
  constexpr float infinity = std::numeric_limits<float>::infinity();
  constexpr float zscore_clip = 20.0F;
  Scaling scaling{word_of(method),
                  std::vector<float>(genes, 0.0F),
                  std::vector<float>(genes, 1.0F),
                  -infinity,
                  infinity,
                  std::vector<float>(training.mean.begin(), training.mean.end())};
  const auto use = [&](const std::vector<double>& offset, auto spread) {
    for (std::size_t g = 0; g < genes; ++g) {
      scaling.offset[g] = static_cast<float>(offset[g]);
      scaling.factor[g] = spread(g) > 0 ? static_cast<float>(1.0 / spread(g)) : 0.0F;
    }
  };
  if (method == ScalingMethod::minmax) {
    use(training.minimum, [&](std::size_t g) { return training.maximum[g] - training.minimum[g]; });
    scaling.low = 0;
    scaling.high = 1;
  } else if (method == ScalingMethod::zscore) {
    use(training.mean, [&](std::size_t g) { return training.sd[g]; });
    scaling.low = -zscore_clip;
    scaling.high = zscore_clip;
  }
  return scaling;
}

std::vector<double> scaled_mean(const Scaling& scaling) {
  std::vector<double> mean(scaling.mean.size());
  for (std::size_t g = 0; g < mean.size(); ++g) {
    const double scaled = (static_cast<double>(scaling.mean[g]) - scaling.offset[g]) * scaling.factor[g];
    mean[g] = std::clamp(scaled, static_cast<double>(scaling.low), static_cast<double>(scaling.high));
  }
  return mean;
}

}  // namespace lampyris
