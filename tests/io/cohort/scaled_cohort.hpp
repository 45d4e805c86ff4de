// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <span>
#include <string>

#include "io/cohort/cohort_file.hpp"
#include "src/base/slice.hpp"
#include "src/cohort/scaling.hpp"
#include "src/linalg/bfloat16.hpp"

namespace lampyris::test {

/// A cohort of several chunks in both directions, the last ones not full.
constexpr std::size_t cohort_samples = 600;
constexpr std::size_t cohort_genes = 2100;

/// Some are missing; some of the others will be clamped.
inline float cohort_value(std::size_t sample, std::size_t gene) {
  if ((sample * 3 + gene) % 41 == 0) return std::numeric_limits<float>::quiet_NaN();
  return static_cast<float>((sample * 7919 + gene * 104729) % 10007) / 1000.0F - 1.0F;
}

/// Collective.
inline void write_scaled_cohort(const std::filesystem::path& path, const mpi::Communicator& ranks) {
  io::CohortIndex index;
  for (std::size_t i = 0; i < cohort_samples; ++i) index.samples.push_back("S" + std::to_string(i));
  for (std::size_t g = 0; g < cohort_genes; ++g) index.genes.push_back("G" + std::to_string(g));
  io::CohortWriter writer(path, index, "a test", ranks);
  const Slice mine =
      part_of(cohort_samples, static_cast<std::size_t>(ranks.size()), static_cast<std::size_t>(ranks.rank()));
  Matrix<float> values(mine.count, cohort_genes);
  for (std::size_t i = 0; i < mine.count; ++i) {
    for (std::size_t g = 0; g < cohort_genes; ++g) values(i, g) = cohort_value(mine.offset + i, g);
  }
  writer.write(values.view(), mine.offset, 0);
  writer.finish();
}

/// A constant gene among others, and one that was never measured.
inline Scaling cohort_scaling() {
  Scaling scaling{"minmax", {}, {}, 0, 1, {}};
  for (std::size_t g = 0; g < cohort_genes; ++g) {
    scaling.offset.push_back(static_cast<float>(g % 13) / 13.0F);
    scaling.factor.push_back(g % 17 == 5 ? 0.0F : 1.0F / (5.0F + static_cast<float>(g % 7)));
    scaling.mean.push_back(g % 19 == 3 ? std::numeric_limits<float>::quiet_NaN() : 3.3F);
  }
  return scaling;
}

/// One value, by the definition of Scaling.
inline float scaled_value(std::size_t sample, std::size_t gene, std::size_t* clamped = nullptr) {
  static const Scaling scaling = cohort_scaling();
  float value = cohort_value(sample, gene);
  if (std::isnan(value)) value = scaling.mean[gene];
  if (std::isnan(value)) return value;
  const float scaled = (value - scaling.offset[gene]) * scaling.factor[gene];
  if (scaled >= scaling.low && scaled <= scaling.high) return scaled;
  if (clamped != nullptr) ++*clamped;
  return scaled < scaling.low ? scaling.low : scaling.high;
}

template <class Number>
Matrix<Number> scaled_by_hand(std::span<const std::size_t> samples, Slice genes) {
  Matrix<Number> values(samples.size(), genes.count);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    for (std::size_t j = 0; j < genes.count; ++j) {
      values(i, j) = from_float<Number>(scaled_value(samples[i], genes.offset + j));
    }
  }
  return values;
}

}  // namespace lampyris::test
