// SPDX-License-Identifier: Apache-2.0
#include "src/base/name_check.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "src/base/error.hpp"
#include "tests/support/expect_error.hpp"

namespace lampyris {
namespace {

TEST(NameCheck, KnowsFormulaeFromNumbersAndWords) {
  for (const auto* text : {"=1+1", "@SUM(A1)", "=", "+cmd|' /C calc'!A0", "-HYPERLINK(\"x\")"}) {
    EXPECT_TRUE(is_formula(text)) << text;
  }
  for (const auto* text : {"", "-1.5", "+", "-", "+/-", "-inf", "-1.5e-9", "HLA-A", "a=b", "ER+ (IHC)"}) {
    EXPECT_FALSE(is_formula(text)) << text;
  }
}

TEST(NameCheck, ShowsTheNameAndWhatIsWrong) {
  EXPECT_NO_THROW(require_plain_names(std::array<std::string, 3>{"TP53", "", "Ünïcode 7"}, "gene", "x"));
  const auto message = [](const std::string& name) {
    const std::array names{std::string("fine"), name};
    return test::error_of<DataError>([&] { require_plain_names(names, "sample", "m.tsv"); });
  };
  EXPECT_EQ(message("a\nb"),
            "m.tsv: sample \"a\\x0ab\" has a control character; must be printable text in one line");
  EXPECT_EQ(message("=A1"), "m.tsv: sample \"=A1\" is a formula to a spreadsheet; rename it");
  test::expect_in("is 1001 bytes long; must be at most 1000", message(std::string(1001, 'x')));
}

}  // namespace
}  // namespace lampyris
