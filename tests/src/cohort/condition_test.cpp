// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/condition.hpp"

#include <gtest/gtest.h>

#include "src/base/error.hpp"

namespace lampyris {
namespace {

const Annotation annotation{{"organ", "score"},
                            {{"liver", "kidney", "", "Liver left"}, {"0.4", "0.5", "high", ""}}};

std::vector<bool> holds(const std::string& text) {
  return Condition::parse(text, "select").holds(annotation, "select");
}
using Bools = std::vector<bool>;

TEST(Condition, ComparesTexts) {
  EXPECT_EQ(holds("organ=liver"), (Bools{true, false, false, false}));
  EXPECT_EQ(holds(" organ = liver , kidney "), (Bools{true, true, false, false}));
  EXPECT_EQ(holds("organ!=liver"), (Bools{false, true, true, true}));
  EXPECT_EQ(holds("organ~^LIV"), (Bools{true, false, false, true}));
  EXPECT_EQ(holds("organ!~liver|kid"), (Bools{false, false, true, false}));
}

TEST(Condition, ComparesNumbers) {
  EXPECT_EQ(holds("score<0.5"), (Bools{true, false, false, false}));
  EXPECT_EQ(holds("score>0.4"), (Bools{false, true, false, false}));
  EXPECT_EQ(holds("score>-1; organ~k"), (Bools{false, true, false, false}));
}

TEST(Condition, RefusesWhatItCannotRead) {
  const auto refusal = [](const std::string& text) {
    try {
      (void)holds(text);
    } catch (const UsageError& error) {
      return std::string(error.what());
    }
    return std::string("none");
  };
  for (const char* bad :
       {"", "organ", "=liver", "organ=", "organ~(", "score<high", "organ=lung", "tissue=x"}) {
    EXPECT_NE(refusal(bad), "none") << bad;
    EXPECT_NE(refusal(bad).find("select"), std::string::npos) << refusal(bad);
  }
  EXPECT_THROW((void)Condition::parse("x=1", "select").holds({}, "select"), UsageError);
  EXPECT_NE(refusal("organ=livr").find("\"liver\""), std::string::npos) << refusal("organ=livr");
}

}  // namespace
}  // namespace lampyris
