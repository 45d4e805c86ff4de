// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/collapse.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "src/base/error.hpp"

namespace lampyris {
namespace {

constexpr float na = std::numeric_limits<float>::quiet_NaN();
constexpr auto none = std::nullopt;
using Counts = std::vector<std::size_t>;
using Indices = std::vector<std::optional<std::size_t>>;
using Texts = std::vector<std::string>;

TEST(Collapse, KnowsItsRules) {
  EXPECT_EQ(collapse_rule("max-mean"), Collapse::max_mean);
  EXPECT_EQ(collapse_rule("max-variance"), Collapse::max_variance);
  EXPECT_EQ(collapse_rule("mean"), Collapse::mean);
  EXPECT_EQ(collapse_rule("median"), Collapse::median);
  EXPECT_EQ(collapse_rule("sum"), Collapse::sum);
  EXPECT_EQ(collapse_rule("error"), Collapse::error);
  EXPECT_THROW((void)collapse_rule("maxmean"), UsageError);
}

TEST(Moments, LeaveMissingValuesOut) {
  // numpy: mean 4.25, var(ddof=0) * 4 = 26.75.
  const std::array<float, 6> values = {1, na, 8, 3, 5, na};
  const auto all = moments_of(values);
  EXPECT_EQ(all.count, 4);
  EXPECT_DOUBLE_EQ(all.mean, 4.25);
  EXPECT_DOUBLE_EQ(all.squares, 26.75);
  Moments one;
  Moments left;
  Moments right;
  for (std::size_t i = 0; i < values.size(); ++i) {
    one.add(values[i]);
    (i < 3 ? left : right).add(values[i]);
  }
  left.merge(right);
  left.merge(Moments{});
  for (const auto& other : {one, left}) {
    EXPECT_EQ(other.count, 4);
    EXPECT_DOUBLE_EQ(other.mean, all.mean);
    EXPECT_DOUBLE_EQ(other.squares, all.squares);
  }
}

TEST(Collapse, CombinesValues) {
  const auto combine = [](Collapse rule, std::vector<float> values) { return combine_values(rule, values); };
  EXPECT_EQ(combine(Collapse::mean, {4, na, 1}), 2.5F);
  EXPECT_EQ(combine(Collapse::sum, {4, na, 1}), 5.0F);
  EXPECT_EQ(combine(Collapse::median, {9, 1, na, 2}), 2.0F);
  EXPECT_EQ(combine(Collapse::median, {9, 1, 4, 2}), 3.0F);
  EXPECT_TRUE(std::isnan(combine(Collapse::mean, {na, na})));
  EXPECT_TRUE(std::isnan(combine(Collapse::sum, {na})));
  // The order of the rows leaves no trace in the rounding.
  EXPECT_EQ(combine(Collapse::sum, {1e8F, 1, -1e8F, 0.3F}), combine(Collapse::sum, {0.3F, -1e8F, 1, 1e8F}));
}

TEST(Collapse, KeepsTheBestRow) {
  // Rows 0, 2 and 5 are gene A; row 1 is B; row 3 has no gene; row 4 is C.
  const Indices name_of_row = {0, 1, 0, none, 2, 0};
  const std::vector<Moments> rows = {{0, 0, 0}, {3, 1, 1}, {3, 5, 1}, {3, 9, 9}, {3, -2, 0}, {2, 4, 50}};
  const auto mean = plan_collapse(Collapse::max_mean, {"A", "B", "C"}, name_of_row, rows);
  EXPECT_EQ(mean.genes, (Texts{"B", "A", "C"}));
  EXPECT_EQ(mean.gene_of_row, (Indices{none, 0, 1, none, 2, none}));
  EXPECT_EQ(mean.rows_of_gene, (Counts{1, 1, 1}));
  EXPECT_EQ(mean.collapsed, 1);
  const auto variance = plan_collapse(Collapse::max_variance, {"A", "B", "C"}, name_of_row, rows);
  EXPECT_EQ(variance.genes, (Texts{"B", "C", "A"}));
  EXPECT_EQ(variance.gene_of_row, (Indices{none, 0, none, none, 1, 2}));
}

TEST(Collapse, OrdersCombinedGenesByTheirLastRow) {
  const Indices name_of_row = {0, 1, 0, none, 2, 0};
  const auto plan = plan_collapse(Collapse::median, {"A", "B", "C"}, name_of_row, {});
  EXPECT_EQ(plan.genes, (Texts{"B", "C", "A"}));
  EXPECT_EQ(plan.gene_of_row, (Indices{2, 0, 2, none, 1, 2}));
  EXPECT_EQ(plan.rows_of_gene, (Counts{1, 1, 3}));
}

}  // namespace
}  // namespace lampyris
