// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/fold_choice.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "src/base/error.hpp"
#include "src/manifold/group_folds.hpp"
#include "src/manifold/manifold_fit.hpp"
#include "src/manifold/principal_space_fit.hpp"
#include "tests/src/manifold/bent_samples.hpp"
#include "tests/support/expect_error.hpp"

namespace lampyris {
namespace {

std::vector<std::size_t> one_to(std::size_t count) {
  std::vector<std::size_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  return numbers;
}

GroupedSamples grouped(const Matrix<float>& samples, std::vector<std::size_t> groups) {
  NoProgress silent;
  const auto space = fit_principal_space({samples.view(), 0, samples.rows()}, {}, SingleWorld(), silent);
  return {scores_of(space, samples.view()).values, std::move(groups)};
}

FoldChoice choose(const GroupedSamples& samples, std::size_t code, double standard_errors = 1) {
  return choose_by_folds(samples, {.code = code, .turns = 2, .folds = 5, .standard_errors = standard_errors},
                         SingleWorld());
}

TEST(FoldChoice, IsForFewValidationSamplesOrGroups) {
  const ManifoldOptions options;
  EXPECT_TRUE(chooses_by_folds(options, {400, 49, 49}));
  EXPECT_FALSE(chooses_by_folds(options, {400, 50, 10}));
  EXPECT_TRUE(chooses_by_folds(options, {400, 50, 9}));
  // A fold fits every sample as a landmark.
  EXPECT_FALSE(chooses_by_folds(options, {3951, 50, 9}));
}

TEST(GroupFolds, KeepGroupsTogetherAndFoldsOfOneSize) {
  std::vector<std::size_t> groups(41);
  for (std::size_t i = 0; i < groups.size(); ++i) groups[i] = i % 7 == 0 ? 100 : i / 2;
  const auto folds = group_folds(groups, 4);
  ASSERT_EQ(folds.count, 4U);
  std::vector<std::size_t> sizes(folds.count);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    ++sizes[folds.of_sample[i]];
    for (std::size_t j = 0; j < i; ++j) {
      EXPECT_TRUE(groups[i] != groups[j] || folds.of_sample[i] == folds.of_sample[j]);
    }
  }
  for (const std::size_t size : sizes) EXPECT_NEAR(static_cast<double>(size), 10.25, 1.3);
  EXPECT_EQ(group_folds({5, 5, 9}, 10).count, 2U);
  EXPECT_EQ(least_fitted({5, 5, 9}, 10), 1U);
}

// Differences of the two groups 3 and 1: mean 2, standard error 1.
TEST(GroupFolds, CompareByTheStandardErrorOfGroups) {
  const std::vector<std::size_t> groups{0, 0, 1};
  const std::vector<double> errors{1, 1, 1};
  const std::vector<double> others{2, 3, 2};
  EXPECT_TRUE(clearly_less(errors, others, groups, 1.99));
  EXPECT_FALSE(clearly_less(errors, others, groups, 2.01));
  EXPECT_FALSE(clearly_less(others, errors, groups, 0));
  EXPECT_FALSE(clearly_less(errors, others, {0, 0, 0}, 0));
}

TEST(FoldChoice, TakesWhatIsBentAndLeavesNoise) {
  const auto bent = choose(grouped(test::bent_samples(one_to(50), 40), one_to(50)), 3);
  ASSERT_FALSE(is_pca(bent.choice));
  EXPECT_GT(bent.refined, bent.pca + 0.02);
  EXPECT_GT(bent.encoded, bent.pca);
  for (const auto& turn : bent.choice.turns) EXPECT_EQ(turn.penalties.size(), 1U);

  // In noise something is better by chance, but not clearly.
  const auto noise = grouped(test::normal_numbers<float>(30, 60, 1), one_to(30));
  const auto none = choose(noise, 4, 3);
  EXPECT_TRUE(is_pca(none.choice));
  EXPECT_EQ(none.refined, none.pca);
  ASSERT_EQ(none.choice.turns.size(), 1U);
  for (const auto& turn : none.turns) EXPECT_FALSE(turn.taken);

  // What is fitted then is PCA, whose empty encoder has the shapes that a model file needs.
  std::vector<double> squares(30, 1);
  const ManifoldOptions options{.code = 4};
  const auto fit = refit_manifold({noise.scores.view(), squares, 0, 30}, none.choice, options, SingleWorld());
  EXPECT_EQ(fit.encoder.landmarks.columns(), noise.scores.columns());
  EXPECT_EQ(fit.encoder.weights.columns(), 4U);
  for (const float weight : fit.decoder.weights.values()) EXPECT_EQ(weight, 0);
}

// Every sample stands twice: where the two are on both sides, nothing is too good to be true but the split.
TEST(FoldChoice, KeepsGroupsOnOneSide) {
  auto once = test::normal_numbers<float>(20, 60, 2);
  Matrix<float> twice(40, 60);
  for (std::size_t i = 0; i < 40; ++i) std::copy_n(once.row(i / 2).data(), 60, twice.row(i).data());
  auto groups = one_to(40);
  for (std::size_t& group : groups) group /= 2;
  EXPECT_LT(choose(grouped(twice, groups), 4).pca, 0.3);
  EXPECT_GT(choose(grouped(twice, one_to(40)), 4).refined, 0.7);
  test::expect_error<DataError>(
      [&] { static_cast<void>(choose(grouped(once, std::vector<std::size_t>(20, 7)), 4)); },
      "needs two groups of samples");
}

}  // namespace
}  // namespace lampyris
