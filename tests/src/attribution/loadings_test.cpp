// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/loadings.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>

#include "mpi/communicator.hpp"
#include "mpi/rank_world.hpp"

namespace lampyris {
namespace {

constexpr std::size_t samples = 30;

Matrix<float> some_activations(std::size_t rows, std::size_t nodes) {
  Matrix<float> values(rows, nodes);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < nodes; ++j) {
      const auto x = static_cast<double>(i);
      const auto y = static_cast<double>(j);
      values(i, j) = static_cast<float>(std::sin(1 + 3.0 * x + 7.0 * y * y + 0.1 * x * y));
    }
  }
  return values;
}

GeneReader genes_of(std::size_t rows) {
  return [rows](Slice genes, const std::function<void(std::size_t, MatrixView<const float>)>& use) {
    for (std::size_t first = 0; first < rows; first += 7) {
      Matrix<float> block(std::min<std::size_t>(7, rows - first), genes.count);
      for (std::size_t i = 0; i < block.rows(); ++i) {
        for (std::size_t g = 0; g < genes.count; ++g) {
          block(i, g) = static_cast<float>(std::cos(2 + 1.7 * static_cast<double>(first + i) +
                                                    5.0 * static_cast<double>(genes.offset + g)));
        }
      }
      use(first, block.view());
    }
  };
}

TEST(Loadings, LeastSquaresOnAllNodesTogether) {
  auto activations = some_activations(samples, 4);
  for (std::size_t i = 0; i < samples; ++i) activations(i, 3) = 2.5F;  // does not vary
  const auto found = fit_loadings(activations.view(), 3, genes_of(samples), SingleWorld());
  // numpy: linalg.lstsq(c_[ones(30), A[:, :3]], X)
  const double expected[3][3] = {{0.09214394, -0.18659324, -0.23521832},
                                 {-0.23847287, 1.17929642, 1.22462926},
                                 {-0.22743541, 0.85563684, 0.92998035}};
  EXPECT_EQ(found.ridge, 0);
  for (std::size_t g = 0; g < 3; ++g) {
    for (std::size_t j = 0; j < 3; ++j)
      EXPECT_NEAR(found.values(g, j), expected[g][j], 2e-6) << g << " " << j;
    EXPECT_EQ(found.values(g, 3), 0.0F);
  }
}

TEST(Loadings, ARidgeWhereNodesDependOnEachOther) {
  auto activations = some_activations(samples, 4);
  for (std::size_t i = 0; i < samples; ++i) activations(i, 3) = activations(i, 0) + activations(i, 1);
  const auto found = fit_loadings(activations.view(), 3, genes_of(samples), SingleWorld());
  // numpy: linalg.solve(R + ridge · I, …) with the correlations R, of greatest eigenvalue 2.637
  EXPECT_NEAR(found.ridge / 2.637109366849148e-06, 1, 1e-6);
  const double expected[3][4] = {{0.14325327, -0.13529171, -0.2350557, -0.05115071},
                                 {-0.64867316, 0.76807443, 1.22376466, 0.41041982},
                                 {-0.51126137, 0.57103906, 0.92932722, 0.28399187}};
  for (std::size_t g = 0; g < 3; ++g) {
    for (std::size_t j = 0; j < 4; ++j)
      EXPECT_NEAR(found.values(g, j), expected[g][j], 1e-5) << g << " " << j;
  }
}

TEST(Loadings, MoreNodesThanSamplesStayFinite) {
  const auto activations = some_activations(9, 20);
  const auto found = fit_loadings(activations.view(), 5, genes_of(9), SingleWorld());
  EXPECT_GT(found.ridge, 0);
  for (const float value : found.values.values()) ASSERT_TRUE(std::isfinite(value));
}

TEST(Loadings, TheSameBytesOnAnyRanks) {
  const auto ranks = mpi::Communicator::world();
  const auto activations = some_activations(300, 11);
  const auto alone = fit_loadings(activations.view(), 40, genes_of(300), SingleWorld());
  const auto together = fit_loadings(activations.view(), 40, genes_of(300), mpi::RankWorld(ranks));
  EXPECT_EQ(alone.ridge, together.ridge);
  EXPECT_EQ(std::memcmp(alone.values.data(), together.values.data(), alone.values.size() * sizeof(float)), 0);
}

}  // namespace
}  // namespace lampyris
