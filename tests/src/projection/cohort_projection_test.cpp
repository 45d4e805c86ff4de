// SPDX-License-Identifier: Apache-2.0
#include "src/projection/cohort_projection.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "src/base/error.hpp"
#include "tests/support/expect_error.hpp"

namespace lampyris {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

Model model_of_four_genes() {
  Model model;
  model.genes = {"A", "B", "C", "D"};
  model.training = {{0, 0, 0, 0}, {10, 10, 10, 10}, {5, 4, 3, 2}, {2, 1, 1, 1}};
  model.scaling = make_scaling(ScalingMethod::minmax, model.training);
  return model;
}

// Genes in another order, one unknown to the model, C absent. 3 samples.
const std::vector<std::string> genes = {"B", "X", "A", "D"};
std::array<float, 12> cohort_values() {
  return {1, 9, 100, 7, 2, 9, 200, 7, nan, 9, 300, 7};
}

Projection project(Standardise standardise, double max_missing = 0.6) {
  auto values = cohort_values();
  const std::vector<std::size_t> samples = {2, 0};
  return project_cohort(model_of_four_genes(), {genes, MatrixView<const float>(values.data(), 3, 4)}, samples,
                        {standardise, max_missing, "other.tsv"});
}

TEST(Projection, StandardisesWithinTheWholeCohortAndPutsOnTrainingScale) {
  const auto projection = project(Standardise::within);
  EXPECT_EQ(projection.measured, (std::vector<std::size_t>{0, 1, 3}));
  EXPECT_DOUBLE_EQ(projection.missing, 0.25);
  // A: mean 200, sd 100 over all three samples; the third has z = 1: 5 + 2 · 1, scaled by 10.
  EXPECT_FLOAT_EQ(projection.scaled(0, 0), 0.7F);
  EXPECT_FLOAT_EQ(projection.scaled(1, 0), 0.3F);
  // B: mean 1.5, sd √0.5 without the missing value, which becomes the training mean.
  EXPECT_FLOAT_EQ(projection.scaled(0, 1), 0.4F);
  EXPECT_FLOAT_EQ(projection.scaled(1, 1), static_cast<float>((4 - 0.5 / std::sqrt(0.5)) / 10));
  // C absent, D constant in the cohort: training mean.
  EXPECT_FLOAT_EQ(projection.scaled(0, 2), 0.3F);
  EXPECT_FLOAT_EQ(projection.scaled(1, 3), 0.2F);
  EXPECT_EQ(projection.clamped, 0U);
}

TEST(Projection, NoneTakesValuesAsTheyAreAndCountsClamped) {
  const auto projection = project(Standardise::none);
  EXPECT_FLOAT_EQ(projection.scaled(0, 0), 1.0F);
  EXPECT_FLOAT_EQ(projection.scaled(1, 1), 0.1F);
  EXPECT_FLOAT_EQ(projection.scaled(0, 1), 0.4F);
  EXPECT_FLOAT_EQ(projection.scaled(0, 3), 0.7F);
  EXPECT_EQ(projection.clamped, 2U);
}

TEST(Projection, TooManyMissingGenesIsAnErrorUnlessAllowed) {
  test::expect_error<DataError>([] { (void)project(Standardise::within, 0.2); },
                                {"other.tsv", "25.0 %", "C", "modules.max_missing", "20.0 %"});
  const std::vector<std::string> foreign = {"p", "q", "r", "s"};
  auto values = cohort_values();
  const std::vector<std::size_t> samples = {0};
  test::expect_error<DataError>(
      [&] {
        (void)project_cohort(model_of_four_genes(), {foreign, MatrixView<const float>(values.data(), 3, 4)},
                             samples, {Standardise::none, 1.0, "other.tsv"});
      },
      {"100.0 %", "A, B, C"});
  EXPECT_THROW((void)value_of<Standardise>("inside", "x"), UsageError);
}

TEST(Projection, TrainingSamplesAreOnlyScaled) {
  Matrix<float> values(1, 4);
  values(0, 0) = 5;
  values(0, 1) = 12;
  values(0, 2) = nan;
  const auto projection = scale_samples(model_of_four_genes(), std::move(values));
  EXPECT_FLOAT_EQ(projection.scaled(0, 0), 0.5F);
  EXPECT_FLOAT_EQ(projection.scaled(0, 1), 1.0F);
  EXPECT_FLOAT_EQ(projection.scaled(0, 2), 0.3F);
  EXPECT_EQ(projection.measured.size(), 4U);
  EXPECT_EQ(projection.clamped, 1U);
}

}  // namespace
}  // namespace lampyris
