// SPDX-License-Identifier: Apache-2.0
// The reference is the exact fit, which pca_test.cpp holds against scikit-learn.
#include "mpi/pca/randomised_pca.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "mpi/pca/exact_pca.hpp"
#include "mpi/scalapack/dist_matrix_exchange.hpp"
#include "mpi/scalapack/routines.hpp"
#include "src/base/error.hpp"
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

void expect_exact(const Case& c) {
  const auto ranks = mpi::Communicator::world();
  const auto mine = graded(part(c.partition, c.samples, ranks), c.genes);
  const Pca exact = mpi::fit_pca(mine.view(), c.components, ranks);
  NoProgress silent;
  const Pca fit =
      mpi::fit_randomised_pca(mine.view(), {.components = c.components, .seed = 3}, ranks, silent);

  EXPECT_EQ(fit.mean, exact.mean);
  EXPECT_EQ(fit.total_variance, exact.total_variance);
  ASSERT_EQ(fit.components.rows(), c.components);
  ASSERT_EQ(fit.components.columns(), c.genes);
  ASSERT_EQ(fit.explained_variance.size(), c.components);
  for (std::size_t k = 0; k < c.components; ++k) {
    EXPECT_NEAR(fit.explained_variance[k] / exact.explained_variance[k], 1, 1e-6) << k;
    EXPECT_LE(fit.explained_variance[k], exact.explained_variance[k] * (1 + 1e-12)) << k;
    for (std::size_t l = 0; l <= k; ++l) {
      EXPECT_NEAR(inner(fit.components.row(k), fit.components.row(l)), k == l ? 1 : 0, 1e-5) << k << " " << l;
    }
    // The sign, too, is that of the exact fit.
    EXPECT_NEAR(inner(fit.components.row(k), exact.components.row(k)), 1, 1e-4) << k;
  }
}

TEST(RandomisedPca, FewerSamplesThanGenes) {
  expect_exact({150, 400, 12, Partition::even});
}
TEST(RandomisedPca, FewerGenesThanSamples) {
  expect_exact({400, 150, 12, Partition::even});
}
TEST(RandomisedPca, AllSamplesOnOneRank) {
  expect_exact({150, 400, 12, Partition::all_on_last});
  expect_exact({400, 150, 12, Partition::all_on_last});
}
TEST(RandomisedPca, UnequalAndEmptyParts) {
  expect_exact({150, 400, 12, Partition::rising});
  expect_exact({400, 150, 12, Partition::rising});
}
TEST(RandomisedPca, MoreDirectionsThanOneBlockOfScalapack) {
  expect_exact({260, 300, 35, Partition::even});
}

TEST(RandomisedPca, AllDirectionsAreTheExactFit) {
  const auto ranks = mpi::Communicator::world();
  const auto mine = test::block(part(Partition::rising, 30, ranks), 50);
  NoProgress silent;
  const Pca exact = mpi::fit_pca(mine.view(), 100, ranks);
  const Pca fit = mpi::fit_randomised_pca(mine.view(), {.components = 100, .power = 0}, ranks, silent);
  ASSERT_EQ(exact.components.rows(), 29U);
  ASSERT_EQ(fit.components.rows(), 29U);
  for (std::size_t k = 0; k < 29; ++k) {
    EXPECT_NEAR(fit.explained_variance[k] / exact.explained_variance[k], 1, 1e-9) << k;
    EXPECT_NEAR(inner(fit.components.row(k), exact.components.row(k)), 1, 1e-5) << k;
  }
}

TEST(RandomisedPca, TheSameOnAnyNumberOfRanks) {
  const auto ranks = mpi::Communicator::world();
  const auto alone = ranks.split(ranks.rank());
  const mpi::RandomisedPca options{.components = 6, .oversample = 2, .power = 1, .seed = 11};
  NoProgress silent;
  const auto mine = graded(part(Partition::rising, 130, ranks), 170);
  const Pca together = mpi::fit_randomised_pca(mine.view(), options, ranks, silent);
  const auto whole = graded({0, 130}, 170);
  const Pca single = mpi::fit_randomised_pca(whole.view(), options, alone, silent);
  // Not converged, so equal only because the random numbers are.
  for (std::size_t k = 0; k < 6; ++k) {
    EXPECT_NEAR(together.explained_variance[k] / single.explained_variance[k], 1, 1e-11) << k;
    for (std::size_t g = 0; g < 170; ++g) {
      ASSERT_NEAR(together.components(k, g), single.components(k, g), 1e-6) << k << " " << g;
    }
  }
  const Pca other = mpi::fit_randomised_pca(
      whole.view(), {.components = 6, .oversample = 2, .power = 1, .seed = 12}, alone, silent);
  EXPECT_GT(std::abs(other.explained_variance[5] / single.explained_variance[5] - 1), 1e-9);
}

class CountPasses final : public Progress {
 public:
  void advance(std::size_t units) override { passes += units; }
  std::size_t passes = 0;
};

TEST(RandomisedPca, TakesAtMostTheRankAndCountsItsPasses) {
  const auto ranks = mpi::Communicator::world();
  const Slice rows = part(Partition::even, 30, ranks);
  Matrix<float> mine(rows.count, 50);
  for (std::size_t i = 0; i < rows.count; ++i) {
    for (std::size_t j = 0; j < 50; ++j) {
      mine(i, j) =
          test::entry(static_cast<std::int64_t>((rows.offset + i) % 10), static_cast<std::int64_t>(j));
    }
  }
  CountPasses progress;
  const mpi::RandomisedPca options{.components = 14, .oversample = 4, .power = 3};
  const Pca fit = mpi::fit_randomised_pca(mine.view(), options, ranks, progress);
  EXPECT_EQ(fit.components.rows(), 9U);
  EXPECT_EQ(fit.explained_variance.size(), 9U);
  EXPECT_EQ(progress.passes, options.passes());
  EXPECT_EQ(progress.passes, 5U);
}

TEST(RandomisedPca, RefusesWhatHasNoComponents) {
  const auto ranks = mpi::Communicator::world();
  NoProgress silent;
  const auto fit = [&](const Matrix<float>& mine) {
    static_cast<void>(mpi::fit_randomised_pca(mine.view(), {.components = 2}, ranks, silent));
  };
  EXPECT_THROW(fit(test::block(ranks.rank() == 0 ? Slice{0, 1} : Slice{0, 0}, 10)), DataError);
  EXPECT_THROW(fit(Matrix<float>(ranks.rank() == 0 ? 5 : 0, 10)), DataError);
  auto infinite = test::block(ranks.rank() == 0 ? Slice{0, 5} : Slice{0, 0}, 10);
  if (ranks.rank() == 0) infinite(2, 3) = INFINITY;
  EXPECT_THROW(fit(infinite), DataError);
}

TEST(Orthonormalise, SpansTheColumnsOnEveryGrid) {
  const auto ranks = mpi::Communicator::world();
  constexpr std::size_t rows = 210;
  constexpr std::size_t columns = 90;
  auto whole = Matrix<double>(columns, rows);
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t i = 0; i < rows; ++i) {
      // Column 7 depends on columns 2 and 3.
      const auto value = [&](std::size_t of) {
        return static_cast<double>(test::entry(static_cast<std::int64_t>(i), static_cast<std::int64_t>(of)));
      };
      whole(j, i) = j == 7 ? value(2) - 3 * value(3) : value(j);
    }
  }
  for (const auto shape : {mpi::BlacsShape::square, mpi::BlacsShape::tall}) {
    const mpi::ScalapackGrid grid(ranks, shape);
    if (shape == mpi::BlacsShape::tall) {
      EXPECT_EQ(grid.rows(), ranks.size());
    }
    mpi::DistMatrix<double> distributed(grid, rows, columns);
    mpi::distribute_columns(whole.view(), distributed);
    mpi::orthonormalise(distributed);
    const auto q = mpi::gather_columns(distributed, {0, columns});
    const auto dot = [](std::span<const double> x, std::span<const double> y) {
      return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
    };
    for (std::size_t j = 0; j < columns; ++j) {
      double inside = 0;
      for (std::size_t k = 0; k <= j; ++k) {
        ASSERT_NEAR(dot(q.row(j), q.row(k)), j == k ? 1 : 0, 1e-13) << j << " " << k;
        inside += std::pow(dot(whole.row(j), q.row(k)), 2);
      }
      // All of column j lies in the span of q's first j + 1.
      ASSERT_NEAR(inside / dot(whole.row(j), whole.row(j)), 1, 1e-12) << j;
    }
  }
}

}  // namespace
}  // namespace lampyris
