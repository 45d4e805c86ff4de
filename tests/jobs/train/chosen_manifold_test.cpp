// SPDX-License-Identifier: Apache-2.0
#include "jobs/train/chosen_manifold.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace lampyris::jobs {
namespace {

Matrix<float> counting(std::size_t rows, std::size_t columns) {
  Matrix<float> matrix(rows, columns);
  float next = 0.5F;
  for (float& value : matrix.values()) value = next++;
  return matrix;
}

KernelExpansion expansion(std::size_t landmarks, double width) {
  return {Kernel::rbf, width, 0.7, counting(landmarks, 2), counting(landmarks, 5)};
}

ChosenManifold made_up() {
  ChosenManifold chosen;
  chosen.sizes.push_back({2, 0.4, 0.5, 0.6, {{{3, {0.1, no_manifold}}, 0.45, 0.6, true}}});
  chosen.sizes.push_back({4, 0.5, 0.6, 0.7, {{{1, {0.3}}, 0.55, 0.65, true}, {{0.3, {1}}, 0.6, 0.7, false}}});
  chosen.turn_ends = {1.5, 2.5, 4};
  chosen.choice = {4, Kernel::rbf, 6, {{1, {0.3}}}, {Kernel::matern32, 10, 0.03}};
  chosen.fit.decoder = expansion(3, 2);
  chosen.fit.encoder = expansion(0, 4);  // PCA's codes
  chosen.fit.codes = counting(7, 2);
  chosen.components = {{1, 2, 3}, counting(2, 3), {9, 4, 1}, 14};
  return chosen;
}

void expect_same(const Matrix<float>& a, const Matrix<float>& b) {
  EXPECT_EQ(a.rows(), b.rows());
  EXPECT_EQ(a.columns(), b.columns());
  EXPECT_TRUE(std::ranges::equal(a.values(), b.values()));
}

void expect_same(const KernelExpansion& a, const KernelExpansion& b) {
  EXPECT_EQ(a.kernel, b.kernel);
  EXPECT_EQ(a.width, b.width);
  EXPECT_EQ(a.unit, b.unit);
  expect_same(a.landmarks, b.landmarks);
  expect_same(a.weights, b.weights);
}

TEST(ChosenManifold, ComesBackFromItsBytes) {
  const auto chosen = made_up();
  const std::string bytes = pack(chosen);
  const auto back = unpack_manifold(&bytes);
  ASSERT_TRUE(back);
  EXPECT_EQ(pack(*back), bytes);
  ASSERT_EQ(back->sizes.size(), 2U);
  EXPECT_EQ(back->sizes[1].turns[1].choice.penalties, std::vector<double>{1});
  EXPECT_FALSE(back->sizes[1].turns[1].taken);
  EXPECT_EQ(back->turn_ends, chosen.turn_ends);
  EXPECT_EQ(back->choice.encoder.penalty, 0.03);
  EXPECT_EQ(back->choice.penalty_groups, 6U);
  expect_same(back->fit.decoder, chosen.fit.decoder);
  expect_same(back->fit.encoder, chosen.fit.encoder);
  expect_same(back->fit.codes, chosen.fit.codes);
  EXPECT_EQ(back->components.mean, chosen.components.mean);
  expect_same(back->components.components, chosen.components.components);
  EXPECT_EQ(back->components.explained_variance, chosen.components.explained_variance);
  EXPECT_EQ(back->components.total_variance, 14);
}

TEST(ChosenManifold, IsNothingWhereBytesAreMissingOrTooMany) {
  EXPECT_FALSE(unpack_manifold(nullptr));
  const std::string bytes = pack(made_up());
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    const std::string part = bytes.substr(0, length);
    EXPECT_FALSE(unpack_manifold(&part)) << length;
  }
  const std::string longer = bytes + "x";
  EXPECT_FALSE(unpack_manifold(&longer));
}

TEST(ChosenManifold, NamesTheSizeThatWasTaken) {
  const auto chosen = made_up();
  ASSERT_EQ(chosen.candidates().size(), 2U);
  EXPECT_EQ(chosen.taken(), 1U);
  EXPECT_EQ(chosen.candidates()[chosen.taken()].refined, 0.7);
}

}  // namespace
}  // namespace lampyris::jobs
