// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/kernel.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <stdexcept>

#include "src/base/multiversion.hpp"

namespace lampyris {
namespace {

// exp(x) for x ≤ 0, to 2 units in the last place (Cephes): branch-free, so that loops of it become vectors,
// which calls of the C library do not.
[[gnu::always_inline]] inline float exp_of_negative(float x) {
  const float bounded = x < -87.0F ? -87.0F : x;
  constexpr float to_integer = 12582912.0F;  // 1.5 · 2^23: the sum's last bits are the integer
  const float shifted = bounded * 1.44269504088896341F + to_integer;
  const float n = shifted - to_integer;
  const float r = (bounded - n * 0.693359375F) - n * -2.12194440e-4F;
  float p = 1.9875691500e-4F;
  p = p * r + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * r * r + r + 1.0F;
  const auto bits = (static_cast<std::uint32_t>(static_cast<std::int32_t>(n)) + 127U) << 23U;
  return x < -87.0F ? 0.0F : p * std::bit_cast<float>(bits);
}

[[gnu::always_inline]] inline double exp_of_negative(double x) {
  return std::exp(x);
}

template <class T>
[[gnu::always_inline]] inline void matern_of(T* values, T* slopes, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    const T s = std::sqrt(static_cast<T>(3) * values[i]);
    const T e = exp_of_negative(-s);
    values[i] = (static_cast<T>(1) + s) * e;
    slopes[i] = static_cast<T>(-1.5) * e;
  }
}

template <class T>
[[gnu::always_inline]] inline void gaussian_of(T* values, T* slopes, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = exp_of_negative(-values[i]);
    slopes[i] = -values[i];
  }
}

LAMPYRIS_MULTIVERSION
void kernel_floats(Kernel kernel, float* values, float* slopes, std::size_t count) {
  if (kernel == Kernel::matern32) {
    matern_of<float>(values, slopes, count);
  } else {
    gaussian_of<float>(values, slopes, count);
  }
}

LAMPYRIS_MULTIVERSION
void kernel_doubles(Kernel kernel, double* values, double* slopes, std::size_t count) {
  if (kernel == Kernel::matern32) {
    matern_of<double>(values, slopes, count);
  } else {
    gaussian_of<double>(values, slopes, count);
  }
}

}  // namespace

template <>
void apply_kernel<float>(Kernel kernel, std::span<float> values, std::span<float> slopes) {
  if (slopes.size() != values.size()) throw std::logic_error("apply_kernel: lengths differ");
  kernel_floats(kernel, values.data(), slopes.data(), values.size());
}

template <>
void apply_kernel<double>(Kernel kernel, std::span<double> values, std::span<double> slopes) {
  if (slopes.size() != values.size()) throw std::logic_error("apply_kernel: lengths differ");
  kernel_doubles(kernel, values.data(), slopes.data(), values.size());
}

template <class T>
void apply_kernel(Kernel kernel, std::span<T> values) {
  // The same code path, so that a value has the same bits with its slope and without.
  constexpr std::size_t block = 1024;
  T slopes[block];
  for (std::size_t first = 0; first < values.size(); first += block) {
    const auto some = values.subspan(first, std::min(block, values.size() - first));
    apply_kernel<T>(kernel, some, std::span<T>(slopes, some.size()));
  }
}

template void apply_kernel<float>(Kernel, std::span<float>);
template void apply_kernel<double>(Kernel, std::span<double>);

}  // namespace lampyris
