// SPDX-License-Identifier: Apache-2.0
#include "src/training/optimiser.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>

#include "src/base/multiversion.hpp"

namespace lampyris {
namespace {

constexpr double beta1 = 0.9;
constexpr double beta2 = 0.999;
constexpr float epsilon = 1e-8F;

struct Factors {
  Method method;
  float clip;  // times the gradient
  float l1, l2;
  float keep;     // times the weight: decoupled decay
  float step;     // adam: rate / (1 − β₁ᵗ); sgd: rate
  float unbias2;  // 1 / √(1 − β₂ᵗ)
  float momentum;
};

struct Pointers {
  float* weights;
  float* first;
  float* second;
  const float* gradient;
  bfloat16* bf16_weights;
};

// 1, −1, or for 0 a zero. By bits: a comparison becomes a branch, and the loop around it stays without
// vectors.
[[gnu::always_inline]] inline float sign_of(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const std::uint32_t magnitude = bits << 1U;
  const std::uint32_t is_not_zero = (magnitude | (0U - magnitude)) >> 31U;
  return std::bit_cast<float>((bits & 0x80000000U) | (is_not_zero * 0x3f800000U));
}

template <bool Bf16, bool Plain>
[[gnu::always_inline]] inline void adam_loop(const Pointers& at, std::size_t count, const Factors& factors) {
  constexpr auto keep1 = static_cast<float>(beta1);
  constexpr auto new1 = static_cast<float>(1 - beta1);
  constexpr auto keep2 = static_cast<float>(beta2);
  constexpr auto new2 = static_cast<float>(1 - beta2);
  float* __restrict weights = at.weights;
  float* __restrict first = at.first;
  float* __restrict second = at.second;
  bfloat16* __restrict bf16_weights = at.bf16_weights;
  const float* __restrict gradient = at.gradient;
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    float w = weights[i];
    float g = gradient[i];
    if constexpr (!Plain) {
      g = factors.clip * g + (factors.l2 * w + factors.l1 * sign_of(w));
      w *= factors.keep;
    }
    // m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²
    const float m = keep1 * first[i] + new1 * g;
    const float v = keep2 * second[i] + new2 * g * g;
    first[i] = m;
    second[i] = v;
    // w ← w − rate m̂ / (√v̂ + ε)
    w -= factors.step * m / (std::sqrt(v) * factors.unbias2 + epsilon);
    weights[i] = w;
    if constexpr (Bf16) bf16_weights[i] = from_float<bfloat16>(w);
  }
}

LAMPYRIS_MULTIVERSION
void sgd_block(const Pointers& at, std::size_t count, const Factors& factors) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) {
    const float w = at.weights[i];
    const float g = factors.clip * at.gradient[i] + (factors.l2 * w + factors.l1 * sign_of(w));
    // v ← momentum v + g,  w ← w − rate v
    const float v = factors.momentum * at.first[i] + g;
    at.first[i] = v;
    at.weights[i] = w - factors.step * v;
  }
  if (at.bf16_weights == nullptr) return;
  for (std::size_t i = 0; i < count; ++i) at.bf16_weights[i] = from_float<bfloat16>(at.weights[i]);
}

// In functions of their own: in one, GCC mixes the loops, and leaves some without vectors.
LAMPYRIS_MULTIVERSION
void plain_adam_block(const Pointers& at, std::size_t count, const Factors& factors) {
  at.bf16_weights != nullptr ? adam_loop<true, true>(at, count, factors)
                             : adam_loop<false, true>(at, count, factors);
}

LAMPYRIS_MULTIVERSION
void adam_block(const Pointers& at, std::size_t count, const Factors& factors) {
  at.bf16_weights != nullptr ? adam_loop<true, false>(at, count, factors)
                             : adam_loop<false, false>(at, count, factors);
}

void update_block(const Pointers& at, std::size_t count, const Factors& factors) {
  if (factors.method == Method::sgd) return sgd_block(at, count, factors);
  const bool plain = factors.clip == 1 && factors.l1 == 0 && factors.l2 == 0 && factors.keep == 1;
  plain ? plain_adam_block(at, count, factors) : adam_block(at, count, factors);
}

LAMPYRIS_MULTIVERSION
void follow_block(float* average, const float* weights, std::size_t count, float share) {
#pragma omp simd
  for (std::size_t i = 0; i < count; ++i) average[i] += share * (weights[i] - average[i]);
}

Factors factors_of(const OptimiserSettings& settings, bool bias, std::uint64_t updates, double norm) {
  const auto t = static_cast<double>(updates + 1);
  const double rate = settings.schedule.at(updates);
  const bool sgd = settings.method == Method::sgd;
  const bool clips = settings.clip > 0 && norm > settings.clip;
  Factors factors{};
  factors.method = settings.method;
  factors.clip = clips ? static_cast<float>(settings.clip / norm) : 1.0F;
  factors.l1 = bias ? 0.0F : static_cast<float>(settings.l1);
  factors.l2 = bias ? 0.0F : static_cast<float>(settings.l2);
  const bool decays = settings.method == Method::adamw && !bias;
  factors.keep = decays ? static_cast<float>(1 - rate * settings.weight_decay) : 1.0F;
  factors.step = static_cast<float>(sgd ? rate : rate / (1 - std::pow(beta1, t)));
  factors.unbias2 = static_cast<float>(1 / std::sqrt(1 - std::pow(beta2, t)));
  factors.momentum = static_cast<float>(settings.momentum);
  return factors;
}

}  // namespace

void update(const OptimiserVectors& vectors, const ParameterLayout& layout, const OptimiserSettings& settings,
            std::uint64_t updates, double norm) {
  // A piece runs up to the next one, through the zeros between them: whole vectors, so that no element meets
  // the shorter code of a loop's end.
  constexpr std::size_t block = std::size_t{1} << 14;
  const auto& pieces = layout.pieces();
  const std::size_t given = vectors.first + vectors.gradient.size();
  for (std::size_t p = 0; p < pieces.size(); ++p) {
    const std::size_t begin = std::max(pieces[p].offset, vectors.first);
    const std::size_t end = std::min(p + 1 < pieces.size() ? pieces[p + 1].offset : layout.size(), given);
    if (begin >= end) continue;
    const Factors factors = factors_of(settings, pieces[p].bias, updates, norm);
    const auto blocks = static_cast<std::ptrdiff_t>((end - begin + block - 1) / block);
#pragma omp parallel for schedule(static)
    for (std::ptrdiff_t b = 0; b < blocks; ++b) {
      const std::size_t first = begin + static_cast<std::size_t>(b) * block;
      update_block({vectors.weights.data() + first, vectors.first_moment.data() + first,
                    vectors.second_moment.data() + first, vectors.gradient.data() + (first - vectors.first),
                    vectors.bf16_weights.empty() ? nullptr : vectors.bf16_weights.data() + first},
                   std::min(block, end - first), factors);
      if (vectors.average.empty()) continue;
      follow_block(vectors.average.data() + first, vectors.weights.data() + first,
                   std::min(block, end - first), static_cast<float>(1 - vectors.kept));
    }
  }
}

double squared_norm(std::span<const float> gradient, const ParameterLayout& layout) {
  double sum = 0;
  for (const ParameterPiece& piece : layout.pieces()) {
    if (!piece.mine) continue;
    for (const float g : gradient.subspan(piece.offset, piece.size())) sum += static_cast<double>(g) * g;
  }
  return sum;
}

}  // namespace lampyris
