// SPDX-License-Identifier: Apache-2.0
#include "io/text/cells.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

#include "io/text/value_row.hpp"

namespace lampyris::io {
namespace {

using Cells = std::vector<std::string_view>;

Cells split(std::string_view line, char delimiter) {
  Cells cells = {"left over"};
  split_cells(line, delimiter, cells);
  return cells;
}

TEST(Cells, FindsTheDelimiter) {
  EXPECT_EQ(find_delimiter("gene\ta,b;c"), '\t');
  EXPECT_EQ(find_delimiter("gene,a;b,c"), ',');
  EXPECT_EQ(find_delimiter("gene;a,1;b"), ';');
  EXPECT_EQ(find_delimiter("\"a;b;c\",d"), ',');
  EXPECT_EQ(find_delimiter("gene a"), '\0');
}

TEST(Cells, SplitsAndStrips) {
  EXPECT_EQ(split("a\tb\t", '\t'), (Cells{"a", "b", ""}));
  EXPECT_EQ(split("\"a,b\" , c,\"\"", ','), (Cells{"a,b", "c", ""}));
  EXPECT_EQ(split("\"a\"\"b\",c", ','), (Cells{"a\"\"b", "c"}));
  EXPECT_EQ(split("5\"-end,c", ','), (Cells{"5\"-end", "c"}));
  EXPECT_EQ(split("\"never closed,c", ','), (Cells{"\"never closed", "c"}));
  EXPECT_EQ(split("  a  b ", ' '), (Cells{"a", "b"}));
  EXPECT_EQ(split("", ','), (Cells{""}));
  const auto line = split_first("\"a,b\",1,2", ',');
  EXPECT_EQ(line.first, "a,b");
  EXPECT_EQ(line.rest, "1,2");
  EXPECT_FALSE(split_first("a", ',').has_rest);
  EXPECT_TRUE(split_first("a,", ',').has_rest);
}

TEST(Cells, KnowsMissingValues) {
  for (const auto* cell : {"", "NA", "na", "NaN", "nan", "null", "NULL", "N/A", "n/a", "-"}) {
    EXPECT_TRUE(is_missing(cell)) << cell;
  }
  for (const auto* cell : {"0", "none", "--", "NAN1"}) EXPECT_FALSE(is_missing(cell)) << cell;
  EXPECT_EQ(normal_name("#Gene Symbol"), "gene_symbol");
}

TEST(Values, ReadsNumbersOfEveryForm) {
  std::array<float, 12> values{};
  const auto row = read_values("1.5\t-2\t+3\t1e-3\t \"4.25\" \tNA\t\tnull\t-\tNaN\t7 \t0.1", '\t', values);
  EXPECT_EQ(row.cells, 12);
  EXPECT_FALSE(row.bad);
  constexpr float na = std::numeric_limits<float>::quiet_NaN();
  const std::array<float, 12> expected = {1.5F, -2.0F, 3.0F, 1e-3F, 4.25F, na, na, na, na, na, 7.0F, 0.1F};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_TRUE(values[i] == expected[i] || (std::isnan(values[i]) && std::isnan(expected[i]))) << i;
  }
}

TEST(Values, CountsCellsBeyondTheRoom) {
  std::array<float, 2> values{};
  EXPECT_EQ(read_values("1,2,3,4", ',', values).cells, 4);
  EXPECT_EQ(read_values("1", ',', values).cells, 1);
  EXPECT_EQ(read_values("", ',', values).cells, 1);
}

TEST(Values, PointsAtTheFirstBadCell) {
  std::array<float, 3> values{};
  for (const std::string bad : {"x", "1.2.3", "1,5", "+-1", "++1", "+", "0x10", "1e", "3 4"}) {
    const std::string text = "1\t" + bad + "\ty";
    const auto row = read_values(text, '\t', values);
    ASSERT_TRUE(row.bad) << bad;
    EXPECT_EQ(row.bad->index, 1);
    EXPECT_EQ(row.bad->text, bad);
    EXPECT_FALSE(row.bad->infinite);
  }
  for (const std::string huge : {"inf", "-Infinity", "1e99"}) {
    const std::string text = "1\t2\t" + huge;
    const auto row = read_values(text, '\t', values);
    ASSERT_TRUE(row.bad) << huge;
    EXPECT_EQ(row.bad->index, 2);
    EXPECT_TRUE(row.bad->infinite) << huge;
  }
}

}  // namespace
}  // namespace lampyris::io
