// SPDX-License-Identifier: Apache-2.0
// The reference is the exact fit, which pca_test.cpp holds against scikit-learn.
#include "src/pca/leading_pca.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "mpi/pca/exact_pca.hpp"
#include "mpi/rank_world.hpp"
#include "src/base/error.hpp"
#include "src/base/random.hpp"
#include "tests/mpi/pca/pca_cohort.hpp"

namespace lampyris {
namespace {

using test::part;
using test::Partition;

// Factors of falling strength and noise: a spectrum that falls like a real cohort's.
Matrix<float> graded(Slice rows, std::size_t genes) {
  constexpr int factors = 40;
  Matrix<float> values(rows.count, genes);
  for (std::size_t i = 0; i < rows.count; ++i) {
    const auto sample = static_cast<double>(rows.offset + i);
    for (std::size_t j = 0; j < genes; ++j) {
      double value = 0;
      for (int f = 1; f <= factors; ++f) {
        value += std::sin(sample * f * 1.37 + f) * std::cos(static_cast<double>(j) * f * 0.73 + f * f) /
                 std::pow(f, 1.2);
      }
      values(i, j) = static_cast<float>(value);
    }
  }
  return values;
}

struct Case {
  std::size_t samples, genes, components;
  Partition partition;
};

double inner(std::span<const float> x, std::span<const float> y) {
  return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
}

/// Collective. My part of the samples begins where those of the ranks before me end.
Pca fit_leading(const Matrix<float>& mine, const LeadingOptions& options, const mpi::Communicator& ranks,
                Progress& progress) {
  std::vector<double> counts(static_cast<std::size_t>(ranks.size()));
  counts[static_cast<std::size_t>(ranks.rank())] = static_cast<double>(mine.rows());
  ranks.sum(counts);
  const double before = std::accumulate(counts.begin(), counts.begin() + ranks.rank(), 0.0);
  const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
  return fit_leading_pca({mine.view(), static_cast<std::size_t>(before), static_cast<std::size_t>(total)},
                         options, mpi::RankWorld(ranks), progress);
}

Pca fit_leading(const Matrix<float>& mine, const LeadingOptions& options, const mpi::Communicator& ranks) {
  NoProgress silent;
  return fit_leading(mine, options, ranks, silent);
}

void expect_exact(const Case& c) {
  const auto ranks = mpi::Communicator::world();
  const auto mine = graded(part(c.partition, c.samples, ranks), c.genes);
  const Pca exact = mpi::fit_pca(mine.view(), c.components, ranks);
  const Pca fit = fit_leading(mine, {.count = c.components, .tolerance = 1e-9, .seed = 3}, ranks);

  EXPECT_TRUE(fit.settled);
  for (std::size_t g = 0; g < c.genes; ++g) ASSERT_NEAR(fit.mean[g], exact.mean[g], 1e-12);
  EXPECT_NEAR(fit.total_variance / exact.total_variance, 1, 1e-12);
  ASSERT_EQ(fit.components.rows(), c.components);
  ASSERT_EQ(fit.components.columns(), c.genes);
  ASSERT_EQ(fit.explained_variance.size(), c.components);
  for (std::size_t k = 0; k < c.components; ++k) {
    // Scores are sums of floats.
    EXPECT_NEAR(fit.explained_variance[k] / exact.explained_variance[k], 1, 1e-6) << k;
    for (std::size_t l = 0; l <= k; ++l) {
      EXPECT_NEAR(inner(fit.components.row(k), fit.components.row(l)), k == l ? 1 : 0, 1e-5) << k << " " << l;
    }
    // The sign, too, is that of the exact fit.
    EXPECT_NEAR(inner(fit.components.row(k), exact.components.row(k)), 1, 1e-4) << k;
  }
}

TEST(LeadingPca, FewerSamplesThanGenes) {
  expect_exact({150, 400, 12, Partition::even});
}
TEST(LeadingPca, FewerGenesThanSamples) {
  expect_exact({400, 150, 12, Partition::even});
}
TEST(LeadingPca, AllSamplesOnOneRank) {
  expect_exact({150, 400, 12, Partition::all_on_last});
  expect_exact({400, 150, 12, Partition::all_on_last});
}
TEST(LeadingPca, UnequalAndEmptyParts) {
  expect_exact({150, 400, 12, Partition::rising});
  expect_exact({400, 150, 12, Partition::rising});
}
TEST(LeadingPca, SeveralBlocksOfDirections) {
  expect_exact({260, 300, 35, Partition::even});
}

TEST(LeadingPca, AllDirectionsAreTheExactFit) {
  const auto ranks = mpi::Communicator::world();
  const auto mine = test::block(part(Partition::rising, 30, ranks), 50);
  const Pca exact = mpi::fit_pca(mine.view(), 100, ranks);
  const Pca fit = fit_leading(mine, {.count = 100}, ranks);
  ASSERT_EQ(exact.components.rows(), 29U);
  ASSERT_EQ(fit.components.rows(), 29U);
  for (std::size_t k = 0; k < 29; ++k) {
    EXPECT_NEAR(fit.explained_variance[k] / exact.explained_variance[k], 1, 1e-6) << k;
    EXPECT_NEAR(inner(fit.components.row(k), exact.components.row(k)), 1, 1e-5) << k;
  }
}

// Of uncorrelated genes all directions explain nearly the same: the hardest to tell the first ones of.
TEST(LeadingPca, MissesNoMoreThanItsToleranceOfNoise) {
  const auto ranks = mpi::Communicator::world();
  const Slice rows = part(Partition::even, 400, ranks);
  Matrix<float> mine(rows.count, 300);
  for (std::size_t i = 0; i < rows.count; ++i) {
    Random random(5, Stream::simulated_noise, rows.offset + i);
    for (float& x : mine.row(i)) x = static_cast<float>(random.normal());
  }
  constexpr std::size_t count = 20;
  const Pca exact = mpi::fit_pca(mine.view(), count, ranks);
  const auto explained = [](const Pca& pca) {
    return std::accumulate(pca.explained_variance.begin(), pca.explained_variance.begin() + count, 0.0);
  };
  double before = 1;
  for (const double tolerance : {1e-2, 1e-4, 1e-6}) {
    const Pca fit = fit_leading(mine, {.count = count, .tolerance = tolerance}, ranks);
    const double missing = (explained(exact) - explained(fit)) / exact.total_variance;
    EXPECT_LE(missing, tolerance);
    EXPECT_LT(missing, before);
    EXPECT_GT(missing, -1e-7);
    before = missing;
  }
}

TEST(LeadingPca, TheSameBitsOnAnyNumberOfRanks) {
  const auto ranks = mpi::Communicator::world();
  const auto alone = ranks.split(ranks.rank());
  // Stopped early, so that the same directions are no sign of the same limit.
  const LeadingOptions options{.count = 6, .most_passes = 2, .seed = 11};
  const Pca together = fit_leading(graded(part(Partition::rising, 130, ranks), 170), options, ranks);
  const auto whole = graded({0, 130}, 170);
  const Pca single = fit_leading(whole, options, alone);
  EXPECT_FALSE(single.settled);
  EXPECT_EQ(together.explained_variance, single.explained_variance);
  ASSERT_EQ(together.components.size(), single.components.size());
  EXPECT_TRUE(std::ranges::equal(together.components.values(), single.components.values()));
  const Pca other = fit_leading(whole, {.count = 6, .most_passes = 1, .seed = 12}, alone);
  EXPECT_GT(std::abs(other.explained_variance[5] / single.explained_variance[5] - 1), 1e-9);
}

class CountPasses final : public Progress {
 public:
  void advance(std::size_t units) override { passes += units; }
  std::size_t passes = 0;
};

TEST(LeadingPca, TakesAtMostTheRankAndCountsItsPasses) {
  const auto ranks = mpi::Communicator::world();
  const auto mine = test::repeated_block(part(Partition::even, 30, ranks), 50);
  CountPasses progress;
  const LeadingOptions options{.count = 14};
  const Pca fit = fit_leading(mine, options, ranks, progress);
  EXPECT_EQ(fit.components.rows(), 9U);
  EXPECT_EQ(fit.explained_variance.size(), 9U);
  EXPECT_GE(progress.passes, 2U);
  EXPECT_LE(progress.passes, 4U);  // 45 directions at most: three blocks, and the last pass
}

// Fewer would be taken for the rank of the cohort.
TEST(LeadingPca, NeverGivesFewerThanWantedForWantOfPasses) {
  const auto ranks = mpi::Communicator::world();
  const auto mine = graded(part(Partition::even, 150, ranks), 170);
  const auto fit = [&](std::size_t count, std::size_t block) {
    return fit_leading(mine, {.count = count, .most_passes = 4, .block = block}, ranks).components.rows();
  };
  EXPECT_EQ(fit(40, 0), 40U);
  EXPECT_EQ(fit(8, 2), 8U);
  EXPECT_THROW(static_cast<void>(fit(9, 2)), std::logic_error);
}

TEST(LeadingPca, RefusesWhatHasNoComponents) {
  const auto ranks = mpi::Communicator::world();
  const auto fit = [&](const Matrix<float>& mine) {
    static_cast<void>(fit_leading(mine, {.count = 2}, ranks));
  };
  EXPECT_THROW(fit(test::block(ranks.rank() == 0 ? Slice{0, 1} : Slice{0, 0}, 10)), DataError);
  EXPECT_THROW(fit(Matrix<float>(ranks.rank() == 0 ? 5 : 0, 10)), DataError);
  auto infinite = test::block(ranks.rank() == 0 ? Slice{0, 5} : Slice{0, 0}, 10);
  if (ranks.rank() == 0) infinite(2, 3) = INFINITY;
  EXPECT_THROW(fit(infinite), DataError);
}

}  // namespace
}  // namespace lampyris
