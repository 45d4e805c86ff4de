// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

#include "src/preprocessing/pipeline.hpp"

namespace lampyris::test {

/// 12 samples × 8 genes by formula, with batches a, b, c in turn, so that R and Python have the same.
struct SmallCohort {
  static constexpr std::size_t samples = 12;
  static constexpr std::size_t genes = 8;

  SmallCohort() : values(samples, genes) {
    for (std::size_t i = 0; i < samples; ++i) {
      ids.push_back("s" + std::to_string(i));
      split.training.push_back(i);
      for (std::size_t g = 0; g < genes; ++g)
        values(i, g) = formula(static_cast<int>(i), static_cast<int>(g));
    }
    for (std::size_t g = 0; g < genes; ++g) names.push_back("G" + std::to_string(g));
    annotation.columns = {"batch", "tissue", "age"};
    annotation.values.resize(3);
    for (std::size_t i = 0; i < samples; ++i) {
      annotation.values[0].push_back(std::string(1, "abc"[i % 3]));
      annotation.values[1].push_back(i / 2 % 2 == 0 ? "x" : "y");
      annotation.values[2].push_back(std::to_string(static_cast<double>(i * i) / 10));
    }
  }

  static double formula(int i, int g) {
    return 5 + 2 * std::sin(3 * i + 7 * g + 1) + 0.5 * (i % 3) * std::cos(g) + 0.3 * (i % 2) * g / 4;
  }

  [[nodiscard]] Matrix<double> read(std::span<const std::size_t> some) const {
    Matrix<double> read(some.size(), genes);
    for (std::size_t i = 0; i < some.size(); ++i) std::ranges::copy(values.row(some[i]), read.row(i).begin());
    return read;
  }
  /// Fits on the training samples and gives all samples as the steps leave them.
  Matrix<double> run(const std::vector<std::string>& steps, const StepResources& resources = {}) {
    pipeline = Pipeline(steps, resources);
    NoProgress progress;
    pipeline.fit({ids, names, annotation, [this](auto some) { return read(some); }}, split, SingleWorld(),
                 progress);
    std::vector<std::size_t> all(samples);
    std::iota(all.begin(), all.end(), std::size_t{0});
    return pipeline.apply(read(all), all, ids, annotation);
  }

  Matrix<double> values;
  std::vector<std::string> ids, names;
  Annotation annotation;
  Split split;
  Pipeline pipeline;
};

inline double sum_of(const Matrix<double>& values) {
  double sum = 0;
  for (const double value : values.values()) sum += std::isnan(value) ? 0 : value;
  return sum;
}

inline double squares_of(const Matrix<double>& values) {
  double sum = 0;
  for (const double value : values.values()) sum += std::isnan(value) ? 0 : value * value;
  return sum;
}

}  // namespace lampyris::test
