// SPDX-License-Identifier: Apache-2.0
#include "src/base/regular_expression.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

#include "src/base/error.hpp"
#include "tests/support/expect_error.hpp"

namespace lampyris {
namespace {

TEST(RegularExpression, MatchesWholesPartsAndGroups) {
  const RegularExpression donor("^(GTEX-[^-]+)-");
  EXPECT_TRUE(donor.is_in("GTEX-1117F-0226"));
  EXPECT_FALSE(donor.matches("GTEX-1117F-0226"));
  EXPECT_EQ(donor.capture("GTEX-1117F-0226"), "GTEX-1117F");
  EXPECT_EQ(donor.capture("TCGA-1"), "");
  EXPECT_TRUE(RegularExpression("a|ab").matches("ab"));
  EXPECT_TRUE(RegularExpression("CROHN", RegularExpression::Letters::of_any_case).is_in("has Crohn's"));
  EXPECT_FALSE(RegularExpression("crohn").is_in("Crohn"));
  EXPECT_EQ(RegularExpression("(^|;)\\s*bulk(?=;|$)").replace("a=1; bulk;b", "$1x"), "a=1;x;b");
  EXPECT_FALSE(RegularExpression("a$").is_in("a\n"));
  EXPECT_TRUE(RegularExpression("^.$").is_in("é"));
  EXPECT_FALSE(RegularExpression("x").is_in(""));
  EXPECT_FALSE(RegularExpression("x").is_in({}));
  EXPECT_THROW(RegularExpression("("), std::invalid_argument);
}

// The standard library's takes a part of the stack for each letter, and ends the program.
TEST(RegularExpression, TakesTextsOfAnyLength) {
  const std::string text(2'000'000, 'A');
  EXPECT_FALSE(RegularExpression("[0-9A-Za-z_./-]+_at|ILMN_[0-9]+").matches(text));
  EXPECT_TRUE(RegularExpression("([A-Z]|[0-9])*").matches(text.substr(0, 100'000)));
  test::expect_error<DataError>([] { (void)RegularExpression("^(a+)+$").is_in(std::string(50, 'a') + "!"); },
                                "\"^(a+)+$\" cannot be tried on a text of 51 bytes: match limit exceeded");
}

}  // namespace
}  // namespace lampyris
