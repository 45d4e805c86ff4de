// SPDX-License-Identifier: Apache-2.0
#include "src/modules/gene_lists.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace lampyris {
namespace {

using Genes = std::vector<std::size_t>;

TEST(GeneLists, OrderWithTiesByGene) {
  const std::vector<float> scores = {1, -3, 2, 2, -1, 3};
  EXPECT_EQ(top_genes(scores, Side::positive, 4), (Genes{5, 2, 3, 0}));
  EXPECT_EQ(top_genes(scores, Side::negative, 3), (Genes{1, 4, 0}));
  EXPECT_EQ(top_genes(scores, Side::absolute, 4), (Genes{1, 5, 2, 3}));
  EXPECT_EQ(top_genes(scores, Side::positive, 2), (Genes{5, 2}));
  auto unordered = top_genes_unordered(scores, Side::positive, 2);
  std::sort(unordered.begin(), unordered.end());
  EXPECT_EQ(unordered, (Genes{2, 5}));
  EXPECT_EQ(top_genes(scores, Side::positive, 99).size(), 6U);
}

TEST(GeneLists, SizeOfAModule) {
  EXPECT_EQ(module_size(0, 2570), 308U);
  EXPECT_EQ(module_size(0, 20848), 1000U);
  EXPECT_EQ(module_size(300, 2570), 300U);
  EXPECT_EQ(module_size(300, 200), 200U);
  EXPECT_EQ(module_size(0, 3), 1U);
}

}  // namespace
}  // namespace lampyris
