// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/manifold_fit.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "src/base/error.hpp"
#include "src/manifold/measured_genes.hpp"
#include "src/manifold/principal_manifold.hpp"
#include "src/manifold/principal_space_fit.hpp"
#include "tests/src/manifold/bent_samples.hpp"
#include "tests/support/expect_error.hpp"

namespace lampyris {
namespace {

constexpr std::size_t genes = 40;

PrincipalSpace space_of(const Matrix<float>& samples) {
  NoProgress silent;
  return fit_principal_space({samples.view(), 0, samples.rows()}, {}, SingleWorld(), silent);
}

ScoreShard shard_of(const Scores& scores) {
  return {scores.values.view(), scores.squares, 0, scores.squares.size()};
}

/// The bent surface: 154 training, 60 validation, 26 test samples.
struct Bent {
  Bent() {
    const auto parts = test::bent_parts(240);
    const auto samples = [&](const auto& rows) { return test::bent_samples(rows, genes); };
    const auto space = space_of(samples(parts.training));
    training = scores_of(space, samples(parts.training).view());
    validation = scores_of(space, samples(parts.validation).view());
    manifold.space = space_of(samples(parts.fitted));
    fitted = scores_of(manifold.space, samples(parts.fitted).view());
    test_samples = samples(parts.test);
    test = scores_of(manifold.space, test_samples.view());
  }
  [[nodiscard]] ManifoldFit fit(const ManifoldOptions& options) const {
    return fit_manifold(shard_of(training), shard_of(validation), options, SingleWorld());
  }
  /// R² of the test samples.
  [[nodiscard]] double r_squared(const Matrix<float>& decoded) const {
    double errors = 0;
    double all = 0;
    const auto samples = samples_of(manifold.space, decoded.view());
    for (std::size_t i = 0; i < samples.rows(); ++i) {
      for (std::size_t g = 0; g < genes; ++g) {
        errors += std::pow(samples(i, g) - test_samples(i, g), 2);
        all += std::pow(test_samples(i, g) - manifold.space.mean[g], 2);
      }
    }
    return 1 - errors / all;
  }
  [[nodiscard]] Matrix<float> pca(std::size_t code) const {
    Matrix<float> scores(test.values.rows(), manifold.space.rank());
    for (std::size_t i = 0; i < scores.rows(); ++i)
      std::copy_n(test.values.row(i).data(), code, scores.row(i).data());
    return scores;
  }
  Scores training, validation, fitted, test;
  Matrix<float> test_samples;
  PrincipalManifold manifold;
};

const ManifoldOptions three{.code = 3, .turns = 3, .penalty_counts = {6}};

// Numbers of an independent program in double precision (PyTorch), whose codes are not searched to their
// ends.
TEST(ManifoldFit, AgreesWithAnIndependentProgram) {
  Bent bent;
  const auto fit = bent.fit(three);
  EXPECT_NEAR(fit.pca, 0.8816414, 1e-6);
  ASSERT_EQ(fit.turns.size(), 3U);
  EXPECT_NEAR(fit.turns[0].before - fit.pca, 0.0933176, 2e-5);
  EXPECT_NEAR(fit.turns[0].refined - fit.pca, 0.0985164, 1e-4);
  EXPECT_NEAR(fit.turns[2].refined - fit.pca, 0.0992742, 2e-4);
  EXPECT_EQ(fit.turns[0].choice.width, 1);
  // PCA leaves nothing of the first three scores, so that any penalty will do there.
  EXPECT_EQ(fit.turns[0].choice.penalties, (std::vector<double>{no_manifold, 0.003, 0.03, 0.1, 0.3, 3}));

  auto again = refit_manifold(shard_of(bent.fitted), fit.choice, three, SingleWorld());
  bent.manifold.code = 3;
  bent.manifold.decoder = std::move(again.decoder);
  bent.manifold.encoder = std::move(again.encoder);
  auto codes = encode(bent.manifold, bent.test.values.view());
  const double pca = bent.r_squared(bent.pca(3));
  EXPECT_NEAR(pca, 0.9077910, 1e-6);
  EXPECT_NEAR(bent.r_squared(decode(bent.manifold, codes.view())) - pca, 0.0822524, 5e-4);
  refine(bent.manifold, bent.test.values.view(), codes.view());
  EXPECT_NEAR(bent.r_squared(decode(bent.manifold, codes.view())) - pca, 0.0828270, 2e-4);

  // Codes from all genes as measured ones are the refined codes; from every third gene, still far above PCA.
  const MeasuredGenes all(bent.manifold, std::vector<bool>(genes, true));
  EXPECT_NEAR(bent.r_squared(decode(bent.manifold, all.codes(bent.test_samples.view()).view())) - pca, 0.0828,
              5e-4);
  std::vector<bool> third(genes);
  auto holes = bent.test_samples.clone();
  for (std::size_t g = 0; g < genes; ++g) {
    third[g] = g % 3 == 0;
    for (std::size_t i = 0; !third[g] && i < holes.rows(); ++i) holes(i, g) = NAN;
  }
  const MeasuredGenes some(bent.manifold, third);
  EXPECT_GT(bent.r_squared(decode(bent.manifold, some.codes(holes.view()).view())) - pca, 0.06);
  test::expect_error<DataError>([&] { const MeasuredGenes none(bent.manifold, std::vector<bool>(genes)); },
                                "no gene that was measured");
}

TEST(ManifoldFit, TakesTheNumberOfPenaltiesThatTheValidationSamplesPrefer) {
  const Bent bent;
  const auto with = [&](std::vector<std::size_t> counts) {
    return bent.fit({.code = 3, .turns = 2, .penalty_counts = std::move(counts)});
  };
  const auto six = with({6});
  const auto one = with({1});
  const auto both = with({1, 6});
  ASSERT_NE(best_refined(one), best_refined(six));
  EXPECT_EQ(best_refined(both), std::max(best_refined(one), best_refined(six)));
  EXPECT_EQ(both.choice.penalty_groups, best_refined(six) > best_refined(one) ? 6U : 1U);
  EXPECT_EQ(both.turns.size(), one.turns.size() + six.turns.size());
}

TEST(ManifoldFit, WithLandmarksComesNearToAllCodes) {
  const Bent bent;
  auto options = three;
  options.every_code = 100;
  options.landmarks = 80;
  const auto fit = bent.fit(options);
  EXPECT_EQ(fit.decoder.landmarks.rows(), 80U);
  EXPECT_EQ(fit.encoder.landmarks.rows(), 80U);
  EXPECT_GT(fit.turns.back().refined - fit.pca, 0.09);
  EXPECT_GT(fit.encoded - fit.pca, 0.085);
}

TEST(ManifoldFit, ManySamplesLoseNothingByAShorterSearch) {
  const Bent bent;
  auto options = three;
  options.every_code = 100;
  options.landmarks = 80;
  const auto shorter = bent.fit(options);
  options.many_tolerance = options.search.tolerance;
  EXPECT_NEAR(shorter.turns.back().refined, bent.fit(options).turns.back().refined, 3e-4);
  EXPECT_EQ(search_for(options, options.every_code).tolerance, options.search.tolerance);
}

// Noise has nothing to follow: PCA is chosen, or what is hardly different.
TEST(ManifoldFit, IsNotWorseThanPcaWhereItIsChosen) {
  const auto noise = test::normal_numbers<float>(90, 12, 1);
  const auto training = noise.view().middle_rows(0, 60);
  NoProgress silent;
  const auto space = fit_principal_space({training, 0, 60}, {}, SingleWorld(), silent);
  const auto scores = scores_of(space, training);
  const auto others = scores_of(space, noise.view().middle_rows(60, 30));
  const auto fit = fit_manifold(shard_of(scores), shard_of(others), {.code = 4}, SingleWorld());
  EXPECT_EQ(fit.choice.penalty_groups, 1U);  // 30 samples choose one penalty
  EXPECT_GE(fit.turns.front().before, fit.pca - 1e-7);
  EXPECT_GE(fit.encoded, fit.pca - 1e-7);
  double best = fit.pca;
  for (const auto& turn : fit.turns) {
    if (turn.taken) {
      EXPECT_GE(turn.refined, best - 1e-7);
      best = turn.refined;
    }
  }
}

TEST(ManifoldFit, SaysWhatCannotBeFitted) {
  const Bent bent;
  const auto refused = [&](ManifoldOptions options, const char* why) {
    test::expect_error<DataError>([&] { static_cast<void>(bent.fit(options)); }, why);
  };
  refused({.code = 40},
          "a code of 40 needs more than 40 principal components, and the fitted samples have 40");
  refused({.code = 0}, "at least 1");
  refused({.code = 20, .every_code = 100, .landmarks = 20}, "needs more than 20 landmarks, and there are 20");
  const ScoreShard nobody{MatrixView<const float>(nullptr, 0, 40), {}, 0, 0};
  test::expect_error<DataError>(
      [&] { static_cast<void>(fit_manifold(shard_of(bent.training), nobody, three, SingleWorld())); },
      "no validation sample");
  Scores constant{Matrix<float>(20, 10), std::vector<double>(20)};
  test::expect_error<DataError>(
      [&] {
        static_cast<void>(fit_manifold(shard_of(constant), shard_of(bent.validation), three, SingleWorld()));
      },
      "the samples do not vary");
}

}  // namespace
}  // namespace lampyris
