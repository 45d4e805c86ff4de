// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/activation_difference.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include "src/base/multiversion.hpp"

namespace lampyris {
namespace {

constexpr std::size_t at_once = 32;

struct Exponential {
  double value, minus_one;
};

// eˣ and eˣ − 1, branch-free, so that loops of it become vectors, which calls of the C library do not: x = n
// ln 2 + r, and eˣ − 1 = 2ⁿ (eʳ − 1) + (2ⁿ − 1), in which no digits cancel, as |r| ≤ ln 2 / 2.
[[gnu::always_inline]] inline Exponential exponential(double x) {
  const double size = std::fabs(x);
  const double bounded = std::copysign(size < 700.0 ? size : 700.0, x);
  constexpr double to_integer = 6755399441055744.0;  // 1.5 · 2^52: the sum's last bits are the integer
  const double shifted = bounded * 1.4426950408889634 + to_integer;
  const double n = shifted - to_integer;
  const double r = (bounded - n * 0.693147180369123816490) - n * 1.90821492927058770002e-10;
  double series = 1 + r / 14;
  series = 1 + r * (1.0 / 13) * series;
  series = 1 + r * (1.0 / 12) * series;
  series = 1 + r * (1.0 / 11) * series;
  series = 1 + r * (1.0 / 10) * series;
  series = 1 + r * (1.0 / 9) * series;
  series = 1 + r * (1.0 / 8) * series;
  series = 1 + r * (1.0 / 7) * series;
  series = 1 + r * (1.0 / 6) * series;
  series = 1 + r * (1.0 / 5) * series;
  series = 1 + r * (1.0 / 4) * series;
  series = 1 + r * (1.0 / 3) * series;
  series = 1 + r * (1.0 / 2) * series;
  const double power =
      std::bit_cast<double>((std::bit_cast<std::uint64_t>(shifted) << 52U) + (std::uint64_t{1023} << 52U));
  const double beyond = r * series * power;
  return {beyond + power, beyond + (power - 1)};
}

// With σ = σ(z) and τ = σ(−z) = 1 − σ: σ(z + d) − σ = −σ τ (e⁻ᵈ − 1) / (σ + τ e⁻ᵈ).
LAMPYRIS_MULTIVERSION
void sigmoid_differences(const double* upper, const double* lower, double* changes) {
  for (std::size_t j = 0; j < at_once; ++j) {
    const Exponential e = exponential(-changes[j]);
    changes[j] = -(upper[j] * lower[j] * e.minus_one) / (upper[j] + lower[j] * e.value);
  }
}

// tanh z = 2 σ(2 z) − 1, so that it is the sigmoid with factor 2.
void sigmoid_rows(double factor, std::span<const double> sums, MatrixView<double> changes) {
  const std::size_t padded = (sums.size() + at_once - 1) / at_once * at_once;
  std::vector<double> upper(padded, 0.5);
  std::vector<double> lower(padded, 0.5);
  for (std::size_t j = 0; j < sums.size(); ++j) {
    upper[j] = 1 / (1 + std::exp(-factor * sums[j]));
    lower[j] = 1 / (1 + std::exp(factor * sums[j]));
  }
  const auto rows = static_cast<std::ptrdiff_t>(changes.rows());
#pragma omp parallel for schedule(static)
  for (std::ptrdiff_t i = 0; i < rows; ++i) {
    const auto row = changes.row(static_cast<std::size_t>(i));
    for (std::size_t first = 0; first < row.size(); first += at_once) {
      // Through a full block, so that one at the end has the instructions of all.
      double block[at_once] = {};
      const std::size_t count = std::min(at_once, row.size() - first);
      for (std::size_t j = 0; j < count; ++j) block[j] = factor * row[first + j];
      sigmoid_differences(upper.data() + first, lower.data() + first, block);
      for (std::size_t j = 0; j < count; ++j) row[first + j] = factor * block[j];
    }
  }
}

template <Activation A>
double difference(double z, double d) {
  const double end = z + d;
  if constexpr (A == Activation::linear) {
    return d;
  } else if constexpr (A == Activation::relu || A == Activation::leaky_relu) {
    if (z > 0 && end > 0) return d;
    if (z < 0 && end < 0) return A == Activation::relu ? 0 : static_cast<double>(leaky_slope) * d;
  } else if constexpr (A == Activation::elu) {
    if (z > 0 && end > 0) return d;
    if (z <= 0 && end <= 0) return std::exp(z) * std::expm1(d);
  }
  return activation_value<A>(end) - activation_value<A>(z);
}

}  // namespace

void to_activation_differences(Activation activation, std::span<const double> sums,
                               MatrixView<double> changes) {
  if (sums.size() != changes.columns()) throw std::logic_error("to_activation_differences: shapes differ");
  if (activation == Activation::sigmoid) return sigmoid_rows(1, sums, changes);
  if (activation == Activation::tanh) return sigmoid_rows(2, sums, changes);
  with_activation(activation, [&]<Activation A>() {
    for (std::size_t i = 0; i < changes.rows(); ++i) {
      for (std::size_t j = 0; j < sums.size(); ++j) changes(i, j) = difference<A>(sums[j], changes(i, j));
    }
  });
}

}  // namespace lampyris
