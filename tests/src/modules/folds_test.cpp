// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "src/base/random.hpp"
#include "src/modules/code_space.hpp"
#include "src/modules/cross_validation.hpp"

namespace lampyris {
namespace {

/// 30 groups of three samples, the first `case_groups` all cases; one code shifted by `shift` in cases.
Contrast grouped(std::size_t case_groups) {
  Contrast contrast;
  contrast.name = std::string("c");
  contrast.groups = 30;
  for (std::size_t i = 0; i < 90; ++i) {
    contrast.samples.push_back(i);
    contrast.group.push_back(i / 3);
    contrast.is_case.push_back(i / 3 < case_groups ? 1 : 0);
    contrast.cases += contrast.is_case.back();
  }
  return contrast;
}

Matrix<float> noisy_codes(const Contrast& contrast, double shift) {
  Matrix<float> codes(contrast.samples.size(), 20);
  for (std::size_t i = 0; i < codes.rows(); ++i) {
    Random random(3, Stream::simulated_noise, i);
    for (std::size_t j = 0; j < 20; ++j) codes(i, j) = static_cast<float>(random.normal());
    codes(i, 4) += static_cast<float>(shift * contrast.is_case[i]);
  }
  return codes;
}

Auroc validate(const Contrast& contrast, double shift) {
  const auto space = make_code_space(noisy_codes(contrast, shift).view());
  const RidgeLogistic classifier(space.coordinates.clone(), 1.0, contrast.cases);
  return cross_validate(classifier, contrast, assign_folds(contrast, 1));
}

TEST(Folds, NeverSplitAGroupAndShareCases) {
  const auto contrast = grouped(12);
  const auto folds = assign_folds(contrast, 1);
  ASSERT_EQ(folds.count, 5U);
  std::vector<std::size_t> cases(5);
  std::vector<std::size_t> samples(5);
  for (std::size_t i = 0; i < 90; ++i) {
    EXPECT_EQ(folds.of_sample[i], folds.of_sample[i / 3 * 3]);
    cases[folds.of_sample[i]] += contrast.is_case[i];
    ++samples[folds.of_sample[i]];
  }
  for (const auto count : cases) EXPECT_TRUE(count == 6 || count == 9);
  for (const auto count : samples) EXPECT_EQ(count, 18U);
  EXPECT_NE(assign_folds(contrast, 2).of_sample, folds.of_sample);
}

TEST(Folds, CasesOfOneGroupCannotBeValidated) {
  const auto contrast = grouped(1);
  EXPECT_EQ(assign_folds(contrast, 1).count, 0U);
  EXPECT_TRUE(std::isnan(validate(contrast, 1).value));
}

TEST(CrossValidation, SeesASignalAndNothingInNoise) {
  const auto contrast = grouped(12);
  EXPECT_GT(validate(contrast, 4).value, 0.97);
  const auto nothing = validate(contrast, 0);
  EXPECT_GT(nothing.value, 0.3);
  EXPECT_LT(nothing.value, 0.7);
  EXPECT_LT(nothing.low, nothing.value);
}

}  // namespace
}  // namespace lampyris
