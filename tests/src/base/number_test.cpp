// SPDX-License-Identifier: Apache-2.0
#include "src/base/number.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string_view>

namespace lampyris {
namespace {

TEST(Number, IsTheWholeText) {
  EXPECT_EQ(read_number("1.5e-3"), 1.5e-3);
  EXPECT_EQ(read_number("-.5"), -0.5);
  EXPECT_EQ(read_number("inf"), std::numeric_limits<double>::infinity());
  EXPECT_EQ(read_number("4.9e-324"), 4.9e-324);
  EXPECT_EQ(read_number("0e5"), 0.0);
  for (const auto* text :
       {"", " 1", "1 ", "+1", "1,5", "3x", "0x10", "e5", "-", "NA", "1e400", "-1e400", "1e-400"}) {
    EXPECT_FALSE(read_number(text)) << text;
    EXPECT_TRUE(std::isnan(read_number_or_nan(text))) << text;
  }
  EXPECT_TRUE(std::isnan(read_number("nan").value()));
}

TEST(Number, IsFinite) {
  EXPECT_EQ(read_finite("+2"), 2.0);
  EXPECT_EQ(read_finite("1e-400"), 0.0);
  for (const auto* text : {"", "+", "++2", "inf", "-inf", "nan", "1e400", "2 ", "2x"}) {
    EXPECT_FALSE(read_finite(text)) << text;
  }
}

// A cell that a table has not is a view of nothing, whose begin and end are null, as is the end of no number.
TEST(Number, IsNothingInAViewOfNothing) {
  const std::string_view nothing;
  EXPECT_FALSE(read_number(nothing));
  EXPECT_FALSE(read_finite(nothing));
  EXPECT_FALSE(read_size(nothing));
}

TEST(Number, IsASize) {
  EXPECT_EQ(read_size("0"), 0U);
  EXPECT_EQ(read_size("0018446744073709551615"), std::numeric_limits<std::size_t>::max());
  for (const auto* text : {"", "-1", "+1", "1.0", "1e3", " 1", "18446744073709551616"}) {
    EXPECT_FALSE(read_size(text)) << text;
  }
}

TEST(Number, LeavesWhatFollows) {
  const std::string_view text = "1.25\tNA";
  float value = 0;
  EXPECT_EQ(read_leading_number(text.data(), text.data() + text.size(), value), text.data() + 4);
  EXPECT_EQ(value, 1.25F);
  EXPECT_EQ(read_leading_number(text.data() + 5, text.data() + text.size(), value), nullptr);
  EXPECT_EQ(value, 1.25F);
}

}  // namespace
}  // namespace lampyris
