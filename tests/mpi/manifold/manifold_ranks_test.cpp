// SPDX-License-Identifier: Apache-2.0
// A space and a manifold have the same bits on any number of ranks as on one, however samples are
// distributed.
#include <gtest/gtest.h>

#include <cstring>

#include "mpi/communicator.hpp"
#include "src/manifold/fold_choice.hpp"
#include "src/manifold/manifold_fit.hpp"
#include "src/manifold/principal_space_fit.hpp"
#include "tests/mpi/pca/pca_cohort.hpp"
#include "tests/src/manifold/bent_samples.hpp"

namespace lampyris {
namespace {

template <class T>
void expect_same_bits(std::span<const T> a, std::span<const T> b) {
  ASSERT_EQ(a.size(), b.size());
  EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size_bytes()), 0);
}

constexpr std::size_t genes = 40;

/// The samples of one part that this rank has.
struct Part {
  Part(const std::vector<std::size_t>& all, Slice mine)
      : values(test::bent_samples({all.begin() + static_cast<std::ptrdiff_t>(mine.offset),
                                   all.begin() + static_cast<std::ptrdiff_t>(mine.end())},
                                  genes)),
        first(mine.offset),
        total(all.size()) {}
  [[nodiscard]] SampleShard shard() const { return {values.view(), first, total}; }
  void project(const PrincipalSpace& space) { scores = scores_of(space, values.view()); }
  [[nodiscard]] ScoreShard score_shard() const {
    return {scores.values.view(), scores.squares, first, total};
  }
  Matrix<float> values;
  std::size_t first, total;
  Scores scores;
};

struct Result {
  PrincipalSpace space;
  ManifoldFit fit, again;
};

Result fit(Part training, Part validation, const PrincipalSpaceOptions& space, const ManifoldOptions& options,
           const World& world) {
  NoProgress silent;
  Result result;
  result.space = fit_principal_space(training.shard(), space, world, silent);
  training.project(result.space);
  validation.project(result.space);
  result.fit = fit_manifold(training.score_shard(), validation.score_shard(), options, world);
  result.again = refit_manifold(training.score_shard(), result.fit.choice, options, world);
  return result;
}

void expect_same_expansion(const KernelExpansion& a, const KernelExpansion& b) {
  EXPECT_EQ(a.width, b.width);
  EXPECT_EQ(a.unit, b.unit);
  expect_same_bits(a.landmarks.values(), b.landmarks.values());
  expect_same_bits(a.weights.values(), b.weights.values());
}

void expect_same(const PrincipalSpaceOptions& space, const ManifoldOptions& options) {
  const auto ranks = mpi::Communicator::world();
  const mpi::RankWorld world(ranks);
  const auto parts = test::bent_parts(200);
  const auto& training = parts.training;
  const auto& validation = parts.validation;
  const auto alone = fit({training, {0, training.size()}}, {validation, {0, validation.size()}}, space,
                         options, SingleWorld());
  using test::Partition;
  for (const auto partition : {Partition::even, Partition::all_on_last, Partition::rising}) {
    const auto together =
        fit({training, test::part(partition, training.size(), ranks)},
            {validation, test::part(partition, validation.size(), ranks)}, space, options, world);
    expect_same_bits<double>(together.space.mean, alone.space.mean);
    expect_same_bits<double>(together.space.variances, alone.space.variances);
    expect_same_bits(together.space.directions.values(), alone.space.directions.values());
    expect_same_expansion(together.fit.decoder, alone.fit.decoder);
    expect_same_expansion(together.fit.encoder, alone.fit.encoder);
    expect_same_expansion(together.again.decoder, alone.again.decoder);
    expect_same_expansion(together.again.encoder, alone.again.encoder);
    EXPECT_EQ(together.fit.pca, alone.fit.pca);
    EXPECT_EQ(together.fit.encoded, alone.fit.encoded);
    ASSERT_EQ(together.fit.turns.size(), alone.fit.turns.size());
    for (std::size_t t = 0; t < alone.fit.turns.size(); ++t) {
      EXPECT_EQ(together.fit.turns[t].before, alone.fit.turns[t].before);
      EXPECT_EQ(together.fit.turns[t].refined, alone.fit.turns[t].refined);
    }
    EXPECT_GT(alone.fit.turns[0].refined, alone.fit.pca + 0.01);  // something is fitted
  }
}

TEST(ManifoldRanks, EveryCodeALandmark) {
  expect_same({}, {.code = 3, .turns = 2});
}
TEST(ManifoldRanks, SomeCodesLandmarksInASubspace) {
  expect_same({.every_direction = 30, .directions = 20},
              {.code = 3, .turns = 2, .every_code = 50, .landmarks = 40});
}

TEST(ManifoldRanks, AChoiceByFolds) {
  const auto ranks = mpi::Communicator::world();
  const mpi::RankWorld world(ranks);
  std::vector<std::size_t> rows(50);
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = i;
  const GroupedSamples samples{test::bent_samples(rows, genes), rows};
  const ManifoldOptions options{.code = 3, .turns = 2, .folds = 5};
  const auto alone = choose_by_folds(samples, options, SingleWorld());
  const auto together = choose_by_folds(samples, options, world);
  EXPECT_GT(alone.refined, alone.pca);
  EXPECT_EQ(together.pca, alone.pca);
  EXPECT_EQ(together.refined, alone.refined);
  EXPECT_EQ(together.encoded, alone.encoded);
  EXPECT_EQ(together.choice.encoder.penalty, alone.choice.encoder.penalty);
  ASSERT_EQ(together.choice.turns.size(), alone.choice.turns.size());
  for (std::size_t t = 0; t < alone.choice.turns.size(); ++t) {
    EXPECT_EQ(together.choice.turns[t].width, alone.choice.turns[t].width);
    EXPECT_EQ(together.choice.turns[t].penalties, alone.choice.turns[t].penalties);
  }
}

TEST(ManifoldRanks, SpaceOfFewerSamplesThanGenes) {
  const auto ranks = mpi::Communicator::world();
  const mpi::RankWorld world(ranks);
  NoProgress silent;
  const auto whole = test::block({0, 60}, 700);
  const auto alone = fit_principal_space({whole.view(), 0, 60}, {}, SingleWorld(), silent);
  for (const auto partition :
       {test::Partition::even, test::Partition::all_on_last, test::Partition::rising}) {
    const Slice mine = test::part(partition, 60, ranks);
    const auto values = test::block(mine, 700);
    const auto space = fit_principal_space({values.view(), mine.offset, 60}, {}, world, silent);
    expect_same_bits(space.directions.values(), alone.directions.values());
  }
}

}  // namespace
}  // namespace lampyris
