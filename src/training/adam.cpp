#include "src/training/adam.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "src/base/multiversion.hpp"

namespace lampyris {
namespace {

constexpr double beta1 = 0.9;
constexpr double beta2 = 0.999;
constexpr float epsilon = 1e-8F;

struct Factors {
  float step;     // rate / (1 − β₁ᵗ)
  float unbias2;  // 1 / √(1 − β₂ᵗ)
};

LAMPYRIS_MULTIVERSION
void update(float* weights, float* first, float* second, const float* gradient, std::size_t count,
            Factors factors) {
  constexpr auto keep1 = static_cast<float>(beta1);
  constexpr auto take1 = static_cast<float>(1 - beta1);
  constexpr auto keep2 = static_cast<float>(beta2);
  constexpr auto take2 = static_cast<float>(1 - beta2);
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    const float g = gradient[i];
    const float m = keep1 * first[i] + take1 * g;
    const float v = keep2 * second[i] + take2 * g * g;
    first[i] = m;
    second[i] = v;
    weights[i] -= factors.step * m / (std::sqrt(v) * factors.unbias2 + epsilon);
  }
}

}  // namespace

double decayed_rate(double rate, std::uint64_t updates) {
  return rate / (1 + 1e-6 * static_cast<double>(updates));
}

void adam_update(const AdamVectors& vectors, double rate, std::uint64_t updates) {
  const auto t = static_cast<double>(updates + 1);
  const Factors factors{static_cast<float>(decayed_rate(rate, updates) / (1 - std::pow(beta1, t))),
                        static_cast<float>(1 / std::sqrt(1 - std::pow(beta2, t)))};
  constexpr std::size_t block = std::size_t{1} << 14;
  const std::size_t size = vectors.weights.size();
  const auto blocks = static_cast<std::ptrdiff_t>((size + block - 1) / block);
#pragma omp parallel for schedule(static)
  for (std::ptrdiff_t b = 0; b < blocks; ++b) {
    const std::size_t first = static_cast<std::size_t>(b) * block;
    update(vectors.weights.data() + first, vectors.first_moment.data() + first,
           vectors.second_moment.data() + first, vectors.gradient.data() + first,
           std::min(block, size - first), factors);
  }
}

}  // namespace lampyris
