// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <concepts>
#include <limits>
#include <numbers>
#include <span>
#include <string>
#include <vector>

#include "src/base/named_values.hpp"
#include "src/linalg/gemm.hpp"

namespace lampyris {

/// The function that a layer applies to its sums z. A new one needs its word below, its branches in
/// with_activation, activation_value, activation_slope and activation_epilogue, and an Epilogue. One whose
/// slope is no function of its value needs a branch of activation_slope_at, too.
enum class Activation {
  sigmoid,     ///< 1 / (1 + e⁻ᶻ)
  linear,      ///< z
  tanh,        ///< tanh z
  relu,        ///< max(z, 0)
  leaky_relu,  ///< z, below zero 0.01 z
  elu,         ///< z, below zero eᶻ − 1
  gelu,        ///< z Φ(z), Φ the normal distribution; of hidden layers alone
};

template <>
struct Words<Activation> {
  static constexpr NamedValue<Activation> values[] = {
      {"sigmoid", Activation::sigmoid}, {"linear", Activation::linear},         {"tanh", Activation::tanh},
      {"relu", Activation::relu},       {"leaky_relu", Activation::leaky_relu}, {"elu", Activation::elu},
      {"gelu", Activation::gelu}};
};

/// The words that activation_from knows, in the order of the enumeration.
[[nodiscard]] const std::vector<std::string>& activation_names();
/// Reads the word of an activation. Throws UsageError for another word; `key` names the setting.
[[nodiscard]] Activation activation_from(const std::string& name, const std::string& key);
/// Gives the word of an activation.
[[nodiscard]] std::string to_string(Activation activation);

/// The activation A of a sum z. NaN stays NaN, so that training that diverges is noticed.
template <Activation A, std::floating_point T>
[[gnu::always_inline]] inline T activation_value(T z) {
  if constexpr (A == Activation::sigmoid) {
    return T{1} / (T{1} + std::exp(-z));
  } else if constexpr (A == Activation::tanh) {
    return std::tanh(z);
  } else if constexpr (A == Activation::relu) {
    return z < 0 ? T{0} : z;
  } else if constexpr (A == Activation::leaky_relu) {
    return z < 0 ? static_cast<T>(leaky_slope) * z : z;
  } else if constexpr (A == Activation::elu) {
    return z > 0 ? z : std::expm1(z);
  } else if constexpr (A == Activation::gelu) {
    return T{0.5} * z * std::erfc(-z * std::numbers::sqrt2_v<T> / 2);
  } else {
    static_assert(A == Activation::linear, "an activation needs a branch of its own");
    return z;
  }
}

/// The derivative of the activation A where its value is y. NaN for gelu, which has a value twice: see
/// activation_slope_at.
template <Activation A, std::floating_point T>
[[gnu::always_inline]] inline T activation_slope(T y) {
  if constexpr (A == Activation::sigmoid) {
    return y * (T{1} - y);
  } else if constexpr (A == Activation::tanh) {
    return T{1} - y * y;
  } else if constexpr (A == Activation::relu) {
    return y > 0 ? T{1} : T{0};
  } else if constexpr (A == Activation::leaky_relu) {
    return y > 0 ? T{1} : static_cast<T>(leaky_slope);
  } else if constexpr (A == Activation::elu) {
    return y > 0 ? T{1} : y + T{1};
  } else if constexpr (A == Activation::gelu) {
    return std::numeric_limits<T>::quiet_NaN();
  } else {
    static_assert(A == Activation::linear, "an activation needs a branch of its own");
    return T{1};
  }
}

/// The derivative of the activation A at the sum z.
template <Activation A, std::floating_point T>
[[gnu::always_inline]] inline T activation_slope_at(T z) {
  if constexpr (A == Activation::gelu) {
    // Φ(z) + z φ(z)
    constexpr T density = std::numbers::inv_sqrtpi_v<T> * std::numbers::sqrt2_v<T> / 2;
    return T{0.5} * std::erfc(-z * std::numbers::sqrt2_v<T> / 2) + z * density * std::exp(-z * z / 2);
  } else {
    return activation_slope<A>(activation_value<A>(z));
  }
}

/// Calls the template operator() of `loop` for the activation: the choice is made once, outside a hot loop.
template <class Loop>
[[gnu::always_inline]] inline auto with_activation(Activation activation, const Loop& loop) {
  switch (activation) {
    case Activation::sigmoid:
      return loop.template operator()<Activation::sigmoid>();
    case Activation::tanh:
      return loop.template operator()<Activation::tanh>();
    case Activation::relu:
      return loop.template operator()<Activation::relu>();
    case Activation::leaky_relu:
      return loop.template operator()<Activation::leaky_relu>();
    case Activation::elu:
      return loop.template operator()<Activation::elu>();
    case Activation::gelu:
      return loop.template operator()<Activation::gelu>();
    case Activation::linear:
      break;
  }
  return loop.template operator()<Activation::linear>();
}

/// The activation of one sum, chosen at run time.
[[nodiscard]] double activation_value(Activation activation, double z);
/// The derivative where the value is y, chosen at run time.
[[nodiscard]] double activation_slope(Activation activation, double y);
/// The derivative at the sum z, chosen at run time.
[[nodiscard]] double activation_slope_at(Activation activation, double z);
/// Replaces every sum by its activation.
void apply_activation(Activation activation, std::span<float> sums);

/// Whether the activation is the identity above zero and something else below: relu, leaky_relu and elu.
[[nodiscard]] bool bends_at_zero(Activation activation);

/// The epilogue by which gemm applies the activation, to the precision of oneDNN.
[[nodiscard]] Epilogue activation_epilogue(Activation activation);

}  // namespace lampyris
