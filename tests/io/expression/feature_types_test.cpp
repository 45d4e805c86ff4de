// SPDX-License-Identifier: Apache-2.0
#include "io/expression/feature_types.hpp"

#include <gtest/gtest.h>

#include "tests/support/expect_error.hpp"

namespace lampyris::io {
namespace {

using Places = std::vector<std::size_t>;

TEST(FeatureTypes, TakesGeneExpressionOfSeveral) {
  const auto choice = choose_expression(
      {"Gene Expression", "Antibody Capture", "Gene Expression", "CRISPR Guide Capture", "Antibody Capture"});
  EXPECT_EQ(choice.kept, (Places{0, 2}));
  test::expect_in(R"(2 features of type "Gene Expression")", choice.remark);
  test::expect_in(R"(not 2 of type "Antibody Capture", 1 of type "CRISPR Guide Capture")", choice.remark);
}

TEST(FeatureTypes, KeepsWhatHasNoGeneExpressionAndSaysSo) {
  const auto choice = choose_expression({"lncRNA", "protein_coding"});
  EXPECT_EQ(choice.kept, (Places{0, 1}));
  test::expect_in(R"(no feature of type "Gene Expression" but 1 of type "lncRNA")", choice.remark);
  test::expect_in("and others", choose_expression({"1", "2", "3", "4", "5"}).remark);
}

TEST(FeatureTypes, SaysNothingOfGeneExpressionAlone) {
  const auto choice = choose_expression({"Gene Expression", "Gene Expression"});
  EXPECT_EQ(choice.kept, (Places{0, 1}));
  EXPECT_EQ(choice.remark, "");
}

}  // namespace
}  // namespace lampyris::io
