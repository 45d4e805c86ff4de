// SPDX-License-Identifier: Apache-2.0
#include "src/projection/measured_pca.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <utility>

#include "tests/src/projection/small_model.hpp"

namespace lampyris {
namespace {

// Components that vary so much that noise is nothing beside them: least squares.
Pca noiseless_pca() {
  auto pca = test::small_pca();
  pca.explained_variance = {1e9, 1e9, 1e9};
  pca.total_variance = 3e9;
  pca.explained_variance.resize(12);  // a quarter of them, three, is kept
  return pca;
}

TEST(MeasuredPca, IsThePcaWhenAllGenesAreMeasured) {
  const auto pca = test::small_pca();
  const auto samples = test::small_samples(9);
  const MeasuredPca measured(pca, std::vector<bool>(test::small_genes, true), {1, 3});
  const auto codes = measured.codes(samples.view());
  const auto expected = PcaProjection(pca, 3).encode(samples.view());
  ASSERT_EQ(codes.size(), 2U);
  for (std::size_t i = 0; i < samples.rows(); ++i) {
    EXPECT_EQ(codes[0](i, 0), expected(i, 0));
    for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(codes[1](i, k), expected(i, k));
  }
}

// A sample in the plane of the components is found again from any genes that tell the components apart.
TEST(MeasuredPca, FindsTheCodeFromSomeGenes) {
  const auto pca = noiseless_pca();
  std::vector<bool> flags(test::small_genes, true);
  Matrix<float> codes(2, 3);
  codes(0, 0) = 2;
  codes(0, 2) = -1;
  codes(1, 1) = 0.5F;
  auto samples = PcaProjection(pca, 3).decode(codes.view());
  for (const std::size_t g : {0U, 3U, 4U, 9U}) {
    flags[g] = false;
    // What was not measured is not read.
    for (std::size_t i = 0; i < 2; ++i) samples(i, g) = std::numeric_limits<float>::quiet_NaN();
  }
  const MeasuredPca measured(pca, flags, {3});
  const auto found = measured.codes(samples.view());
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t k = 0; k < 3; ++k) EXPECT_NEAR(found[0](i, k), codes(i, k), 1e-4) << i << ' ' << k;
  }
}

// The residual of the measured genes along a component is the ridge times the code.
TEST(MeasuredPca, IsTheMostProbableCodeSampleBySample) {
  const auto pca = test::small_pca();
  std::vector<bool> flags(test::small_genes, true);
  for (const std::size_t g : {1U, 5U, 6U}) flags[g] = false;
  const auto samples = test::small_samples(7);
  const MeasuredPca measured(pca, flags, {2, 3});
  const auto codes = measured.codes(samples.view());
  const double noise = (pca.total_variance - pca.explained_variance[0]) / test::small_genes;
  for (std::size_t i = 0; i < samples.rows(); ++i) {
    const auto decoded = measured.decode(std::as_const(codes[0]).view().middle_rows(i, 1));
    for (std::size_t k = 0; k < 2; ++k) {
      double product = 0;
      for (std::size_t g = 0; g < test::small_genes; ++g) {
        if (flags[g]) product += static_cast<double>(samples(i, g) - decoded(0, g)) * pca.components(k, g);
      }
      EXPECT_NEAR(product, noise / pca.explained_variance[k] * codes[0](i, k), 2e-5) << i << ' ' << k;
    }
    const auto alone = measured.codes(samples.view().middle_rows(i, 1));
    for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(alone[1](0, k), codes[1](i, k)) << i;
  }
}

// Three components on one gene: least squares would put all of the gene's noise into codes without a bound.
TEST(MeasuredPca, StaysNearTheMeanWhereAGeneSaysLittle) {
  const auto pca = test::small_pca();
  std::vector<bool> flags(test::small_genes);
  flags[2] = true;
  const auto samples = test::small_samples(5);
  const MeasuredPca measured(pca, flags, {3});
  const auto codes = measured.codes(samples.view());
  for (std::size_t i = 0; i < samples.rows(); ++i) {
    const double beyond = samples(i, 2) - pca.mean[2];
    double length = 0;
    for (std::size_t k = 0; k < 3; ++k) length += std::pow(codes[0](i, k), 2);
    double axis = 0;
    for (std::size_t k = 0; k < 3; ++k) axis += std::pow(pca.components(k, 2), 2);
    EXPECT_LT(std::sqrt(length), 0.9 * std::abs(beyond) / std::sqrt(axis)) << i;  // least squares: 1
  }
}

}  // namespace
}  // namespace lampyris
