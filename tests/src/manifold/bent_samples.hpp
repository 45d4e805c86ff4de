// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/base/random.hpp"
#include "src/base/slice.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::test {

/// A value of samples on a bent surface of two dimensions, with some noise; any script can compute it again.
inline float bent(std::int64_t i, std::int64_t g) {
  const double u = static_cast<double>(i * 37 % 241) / 241 * 2 - 1;
  const double v = static_cast<double>(i * 101 % 239) / 239 * 2 - 1;
  const double along_u = 1 + static_cast<double>(g * 7 % 11) / 5;
  const double along_v = static_cast<double>(g * 5 % 13) / 6;
  const auto noise = (i * i * 7919 + g * g * 104729 + i * g * 31) % 1009;
  return static_cast<float>(std::sin(u * along_u + v * along_v + 0.7 * static_cast<double>(g)) +
                            static_cast<double>(noise) / 1009 * 0.2);
}

inline Matrix<float> bent_samples(const std::vector<std::size_t>& samples, std::size_t genes) {
  Matrix<float> values(samples.size(), genes);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    for (std::size_t g = 0; g < genes; ++g) {
      values(i, g) = bent(static_cast<std::int64_t>(samples[i]), static_cast<std::int64_t>(g));
    }
  }
  return values;
}

/// The samples below `total` that are validation (every fourth), test (i mod 7 = 1 of the others), training.
struct BentParts {
  std::vector<std::size_t> training, validation, test, fitted;
};
inline BentParts bent_parts(std::size_t total) {
  BentParts parts;
  for (std::size_t i = 0; i < total; ++i) {
    auto& part = i % 4 == 0 ? parts.validation : i % 7 == 1 ? parts.test : parts.training;
    part.push_back(i);
    if (&part != &parts.test) parts.fitted.push_back(i);
  }
  return parts;
}

template <class T>
Matrix<T> normal_numbers(std::size_t rows, std::size_t columns, std::uint64_t index) {
  Matrix<T> matrix(rows, columns);
  Random random(1, Stream::simulated_noise, index);
  for (T& value : matrix.values()) value = static_cast<T>(random.normal());
  return matrix;
}

}  // namespace lampyris::test
