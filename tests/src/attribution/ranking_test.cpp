// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/ranking.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace lampyris {
namespace {

using Genes = std::vector<std::size_t>;
const std::vector<float> scores{0.5F, -2.0F, 2.0F, NAN, 0.5F, -0.0F, -0.5F};

TEST(Ranking, ByEitherEndWithTiesInGeneOrder) {
  EXPECT_EQ(top_genes(scores, 5), (Genes{1, 2, 0, 4, 6}));
  EXPECT_EQ(top_genes(scores, 3, Ranking::positive), (Genes{2, 0, 4}));
  EXPECT_EQ(top_genes(scores, 3, Ranking::negative), (Genes{1, 6, 5}));
}

TEST(Ranking, AsksForMoreThanThereAre) {
  EXPECT_EQ(top_genes(scores, 100), (Genes{1, 2, 0, 4, 6, 5, 3}));
  EXPECT_TRUE(top_genes(scores, 0).empty());
}

TEST(Ranking, AmongCandidatesInAnyOrder) {
  EXPECT_EQ(top_genes_among(scores, Genes{6, 4, 3, 0}, 3), (Genes{0, 4, 6}));
  EXPECT_TRUE(top_genes_among(scores, {}, 3).empty());
}

}  // namespace
}  // namespace lampyris
