// SPDX-License-Identifier: Apache-2.0
#include "src/projection/measured_pca.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <utility>

#include "tests/src/projection/small_model.hpp"

namespace lampyris {
namespace {

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
  const auto pca = test::small_pca();
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

TEST(MeasuredPca, IsLeastSquaresSampleBySample) {
  const auto pca = test::small_pca();
  std::vector<bool> flags(test::small_genes, true);
  for (const std::size_t g : {1U, 5U, 6U}) flags[g] = false;
  const auto samples = test::small_samples(7);
  const MeasuredPca measured(pca, flags, {2, 3});
  const auto codes = measured.codes(samples.view());
  for (std::size_t i = 0; i < samples.rows(); ++i) {
    // The residual of the measured genes is orthogonal to the components there.
    const auto decoded = measured.decode(std::as_const(codes[0]).view().middle_rows(i, 1));
    for (std::size_t k = 0; k < 2; ++k) {
      double product = 0;
      for (std::size_t g = 0; g < test::small_genes; ++g) {
        if (flags[g]) product += static_cast<double>(samples(i, g) - decoded(0, g)) * pca.components(k, g);
      }
      EXPECT_NEAR(product, 0, 2e-5) << i << ' ' << k;
    }
    const auto alone = measured.codes(samples.view().middle_rows(i, 1));
    for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(alone[1](0, k), codes[1](i, k)) << i;
  }
}

}  // namespace
}  // namespace lampyris
