// SPDX-License-Identifier: Apache-2.0
#include "jobs/train/two_components.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "io/cohort/scaled_samples.hpp"
#include "src/base/error.hpp"
#include "src/pca/leading_pca.hpp"
#include "src/statistics/r_squared.hpp"

namespace lampyris::jobs {
namespace {

constexpr std::size_t most_samples = 2048;

// Some of them, evenly spaced.
std::vector<std::size_t> some_of(const std::vector<std::size_t>& samples) {
  const std::size_t kept = std::min(samples.size(), most_samples);
  std::vector<std::size_t> some;
  for (std::size_t i = 0; i < kept; ++i) some.push_back(samples[i * samples.size() / kept]);
  return some;
}

Matrix<float> reconstruct(const Pca& pca, MatrixView<const float> samples) {
  Matrix<float> result(samples.rows(), samples.columns());
  for (std::size_t i = 0; i < samples.rows(); ++i) {
    std::vector<double> values = pca.mean;
    for (std::size_t k = 0; k < pca.components.rows(); ++k) {
      const auto direction = pca.components.row(k);
      double score = 0;
      for (std::size_t g = 0; g < values.size(); ++g) {
        score += (static_cast<double>(samples(i, g)) - pca.mean[g]) * static_cast<double>(direction[g]);
      }
      for (std::size_t g = 0; g < values.size(); ++g) values[g] += score * static_cast<double>(direction[g]);
    }
    std::ranges::transform(values, result.row(i).begin(), [](double x) { return static_cast<float>(x); });
  }
  return result;
}

}  // namespace

double r2_of_two_components(const World& world, const TrainingCohort& cohort) {
  const auto training = some_of(cohort.split.training);
  const auto& measured = cohort.split.validation.empty() ? training : cohort.split.validation;
  try {
    const io::ScaledSamples fitted(cohort.cohort, cohort.scaling, training);
    NoProgress silent;
    const Slice part = world.share(training.size());
    const auto mine = fitted.read(part);
    const Pca pca = fit_leading_pca({mine.view(), part.offset, training.size()}, {.count = 2}, world, silent);
    RSquared r2(scaled_mean(cohort.scaling));
    const io::ScaledSamples samples(cohort.cohort, cohort.scaling, measured);
    samples.for_each_block(world.share(measured.size()), [&](std::size_t, MatrixView<const float> scaled) {
      const auto reconstruction = reconstruct(pca, scaled);
      r2.add(scaled, reconstruction.view());
    });
    r2.sum(world);
    return r2.summary().global;
  } catch (const DataError&) {  // alike on all ranks: too few samples, or nothing varies
    return std::numeric_limits<double>::quiet_NaN();
  }
}

}  // namespace lampyris::jobs
