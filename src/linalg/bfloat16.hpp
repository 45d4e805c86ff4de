// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>

#include "src/base/named_values.hpp"

namespace lampyris {

/// The upper half of a float: 8 bits of exponent, 8 of significand. Storage alone: sums are made in float.
struct bfloat16 {
  std::uint16_t bits;  ///< sign, exponent, significand
};

/// Gives the float with the same value.
[[gnu::always_inline]] inline float to_float(bfloat16 value) {
  return std::bit_cast<float>(static_cast<std::uint32_t>(value.bits) << 16);
}
/// Gives the value itself.
[[gnu::always_inline]] inline float to_float(float value) {
  return value;
}

/// Rounds a float to the nearest Number (float or bfloat16), ties to even; NaN stays NaN.
template <class Number>
[[gnu::always_inline]] inline Number from_float(float value) {
  if constexpr (sizeof(Number) == sizeof(float)) {
    return value;
  } else {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t rounded = (bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16;
    return {static_cast<std::uint16_t>(value == value ? rounded : 0x7fc0U)};
  }
}

/// The numbers in which the training samples, the activations and the factors of products are held. Sums and
/// weights are always float.
enum class Precision { f32, bf16 };

template <>
struct Words<Precision> {
  static constexpr NamedValue<Precision> values[] = {{"bf16", Precision::bf16}, {"f32", Precision::f32}};
};

}  // namespace lampyris
