// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "src/base/named_values.hpp"

namespace lampyris {

/// The similarity of two points as a function of q, their squared distance over a squared length:
/// Matérn's of smoothness 3/2, (1 + √(3q)) exp(−√(3q)), and the Gaussian, exp(−q).
enum class Kernel { matern32, rbf };

template <>
struct Words<Kernel> {
  static constexpr NamedValue<Kernel> values[] = {{"matern32", Kernel::matern32}, {"rbf", Kernel::rbf}};
};

/// Replaces every q by κ(q), from 1 at 0 to 0. T is float or double; the bits of a float are the same
/// wherever it stands when the number of values is a multiple of 16.
template <class T>
void apply_kernel(Kernel kernel, std::span<T> values);

/// Does what apply_kernel does, and writes dκ/dq, finite everywhere, into `slopes`.
template <class T>
void apply_kernel(Kernel kernel, std::span<T> values, std::span<T> slopes);

}  // namespace lampyris
