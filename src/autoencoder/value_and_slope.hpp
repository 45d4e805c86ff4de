// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <concepts>
#include <numbers>

#include "src/autoencoder/activation.hpp"

namespace lampyris {

/// An activation and its derivative at one sum.
template <std::floating_point T>
struct ValueAndSlope {
  T value;  ///< of the activation
  T slope;  ///< its derivative
};

/// The activation A and its derivative at the sum z, the same as one by one.
template <Activation A, std::floating_point T>
[[gnu::always_inline]] inline ValueAndSlope<T> activation_with_slope(T z) {
  if constexpr (A == Activation::gelu) {
    constexpr T density = std::numbers::inv_sqrtpi_v<T> * std::numbers::sqrt2_v<T> / 2;
    const T twice = std::erfc(-z * std::numbers::sqrt2_v<T> / 2);
    return {T{0.5} * z * twice, T{0.5} * twice + z * density * std::exp(-z * z / 2)};
  } else {
    const T value = activation_value<A>(z);
    return {value, activation_slope<A>(value)};
  }
}

}  // namespace lampyris
