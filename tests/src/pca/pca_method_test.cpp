// SPDX-License-Identifier: Apache-2.0
#include "src/pca/pca_method.hpp"

#include <gtest/gtest.h>

#include "src/base/error.hpp"
#include "src/base/random.hpp"
#include "src/structure/pca_scores.hpp"

namespace lampyris {
namespace {

TEST(PcaMethod, AutoTakesARandomSubspaceOnlyOfLargeCohorts) {
  EXPECT_EQ(choose_pca_method(std::nullopt, {744, 20000, 64}), PcaMethod::exact);
  EXPECT_EQ(choose_pca_method(std::nullopt, {90000, 4000, 64}), PcaMethod::exact);
  EXPECT_EQ(choose_pca_method(std::nullopt, {10000, 20000, 64}), PcaMethod::randomised);
  EXPECT_EQ(choose_pca_method(std::nullopt, {10000, 20000, 999}), PcaMethod::randomised);
  EXPECT_EQ(choose_pca_method(std::nullopt, {10000, 20000, 1000}), PcaMethod::exact);
  EXPECT_EQ(choose_pca_method(PcaMethod::randomised, {10, 20, 5}), PcaMethod::randomised);
  EXPECT_EQ(choose_pca_method(PcaMethod::exact, {100000, 20000, 5}), PcaMethod::exact);
  EXPECT_THROW((void)value_of<PcaMethod>("fast", "--method"), UsageError);
  EXPECT_EQ(to_string(PcaMethod::exact), "exact");
  EXPECT_EQ(to_string(PcaMethod::randomised), "randomised");
}

TEST(PcaProjection, ARowsCodeDoesNotDependOnTheBlockItIsIn) {
  Pca pca{std::vector<double>(7, 0.25), Matrix<float>(3, 7), {3, 2, 1}, 6};
  Random random(1, Stream::simulated_noise, 0);
  for (float& value : pca.components.values()) value = static_cast<float>(random.normal());
  Matrix<float> rows(600, 7);
  for (float& value : rows.values()) value = static_cast<float>(random.normal());
  const PcaProjection projection(pca, 3);
  const auto together = projection.encode(rows.view());
  for (std::size_t i = 0; i < rows.rows(); ++i) {
    const auto alone = projection.encode(rows.view().middle_rows(i, 1));
    for (std::size_t k = 0; k < 3; ++k) ASSERT_EQ(together(i, k), alone(0, k)) << i;
  }
}

}  // namespace
}  // namespace lampyris
