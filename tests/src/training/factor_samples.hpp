// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "src/base/random.hpp"
#include "src/linalg/bfloat16.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::test {

/// Samples × genes in [0, 1] made of three hidden factors and some noise; a row depends on its index alone.
inline Matrix<float> factor_samples(std::size_t first, std::size_t rows, std::size_t genes) {
  Matrix<float> values(rows, genes);
  for (std::size_t i = 0; i < rows; ++i) {
    Random random(11, Stream::simulated_samples, first + i);
    const double factors[3] = {random.normal(), random.normal(), random.normal()};
    for (std::size_t g = 0; g < genes; ++g) {
      double z = 0.1 * random.normal();
      for (std::size_t k = 0; k < 3; ++k) z += factors[k] * std::sin(static_cast<double>((k + 1) * (g + 1)));
      values(i, g) = static_cast<float>(1 / (1 + std::exp(-z)));
    }
  }
  return values;
}

/// Means of the columns.
inline std::vector<double> column_means(const Matrix<float>& values) {
  std::vector<double> means(values.columns());
  for (std::size_t i = 0; i < values.rows(); ++i) {
    for (std::size_t g = 0; g < means.size(); ++g) {
      means[g] += values(i, g) / static_cast<double>(values.rows());
    }
  }
  return means;
}

/// Σ(x − mean)².
inline double total(const Matrix<float>& values, const std::vector<double>& means) {
  double sum = 0;
  for (std::size_t i = 0; i < values.rows(); ++i) {
    for (std::size_t g = 0; g < means.size(); ++g) sum += std::pow(values(i, g) - means[g], 2);
  }
  return sum;
}

/// The same values, rounded to Number.
template <class Number>
Matrix<Number> as_numbers(const Matrix<float>& values) {
  Matrix<Number> out(values.rows(), values.columns());
  std::transform(values.values().begin(), values.values().end(), out.data(),
                 [](float x) { return from_float<Number>(x); });
  return out;
}

}  // namespace lampyris::test
