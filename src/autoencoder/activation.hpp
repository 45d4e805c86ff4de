// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "src/base/named_values.hpp"
#include "src/linalg/gemm.hpp"

namespace lampyris {

/// The function that a layer applies to its sums z. A new one needs its word below, its branches in
/// with_activation, activation_value, activation_slope and activation_epilogue, and an Epilogue.
enum class Activation {
  sigmoid,     ///< 1 / (1 + e⁻ᶻ)
  linear,      ///< z
  tanh,        ///< tanh z
  relu,        ///< max(z, 0)
  leaky_relu,  ///< z, below zero 0.01 z
  elu,         ///< z, below zero eᶻ − 1
};

template <>
struct Words<Activation> {
  static constexpr NamedValue<Activation> values[] = {
      {"sigmoid", Activation::sigmoid}, {"linear", Activation::linear},         {"tanh", Activation::tanh},
      {"relu", Activation::relu},       {"leaky_relu", Activation::leaky_relu}, {"elu", Activation::elu}};
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
  } else {
    static_assert(A == Activation::linear, "an activation needs a branch of its own");
    return z;
  }
}

/// The derivative of the activation A where its value is y.
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
  } else {
    static_assert(A == Activation::linear, "an activation needs a branch of its own");
    return T{1};
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
    case Activation::linear:
      break;
  }
  return loop.template operator()<Activation::linear>();
}

/// The activation of one sum, chosen at run time.
[[nodiscard]] double activation_value(Activation activation, double z);
/// The derivative where the value is y, chosen at run time.
[[nodiscard]] double activation_slope(Activation activation, double y);
/// Replaces every sum by its activation.
void apply_activation(Activation activation, std::span<float> sums);

/// Whether the activation is the identity above zero and something else below: relu, leaky_relu and elu.
[[nodiscard]] bool bends_at_zero(Activation activation);

/// The epilogue by which gemm applies the activation, to the precision of oneDNN.
[[nodiscard]] inline Epilogue activation_epilogue(Activation activation) {
  return with_activation(activation, []<Activation A>() {
    if constexpr (A == Activation::sigmoid) {
      return Epilogue::sigmoid;
    } else if constexpr (A == Activation::tanh) {
      return Epilogue::tanh;
    } else if constexpr (A == Activation::relu) {
      return Epilogue::relu;
    } else if constexpr (A == Activation::leaky_relu) {
      return Epilogue::leaky_relu;
    } else if constexpr (A == Activation::elu) {
      return Epilogue::elu;
    } else {
      static_assert(A == Activation::linear, "an activation needs a branch of its own");
      return Epilogue::none;
    }
  });
}

/// The sigmoid of z to a few roundings, for many values in one instruction, which the library's exp is not.
[[gnu::always_inline]] inline float fast_sigmoid(float z) {
  constexpr float rounder = 12582912.0F;  // 1.5 · 2²³: what is added to it becomes a whole number
  const float power = z * -1.44269504F;   // e⁻ᶻ = 2^power
  // One comparison and no branch: g++ 12 makes no vector code of two.
  const float size = std::fabs(power);
  const float inside = std::copysign(size < 126.0F ? size : 126.0F, power);
  const float shifted = inside + rounder;
  const float u = (inside - (shifted - rounder)) * 0.693147181F;  // at most ln 2 / 2
  const float series =
      1 + u * (1 + u / 2 * (1 + u / 3 * (1 + u / 4 * (1 + u / 5 * (1 + u / 6)))));  // error 1.2e-7
  // The whole part of the power stands in the lowest bits of `shifted`.
  const auto scale = std::bit_cast<float>((std::bit_cast<std::uint32_t>(shifted) << 23) + 0x3f800000U);
  return 1 / (1 + series * scale);
}

}  // namespace lampyris
