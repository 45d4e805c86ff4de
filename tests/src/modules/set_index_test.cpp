// SPDX-License-Identifier: Apache-2.0
#include "src/modules/set_index.hpp"

#include <gtest/gtest.h>

#include "src/base/error.hpp"
#include "tests/support/expect_error.hpp"

namespace lampyris {
namespace {

const std::vector<NamedGenes> sets = {{"Height", {"a", "b", "c", "d", "e", "unmeasured"}},
                                      {"Rare", {"a", "b", "c", "d"}},
                                      {"Asthma", {"c", "d", "e", "f", "g", "c"}}};
const std::vector<std::string> background = {"g", "f", "e", "d", "c", "b", "a", "x"};

TEST(SetIndex, CountsOverlapsInTheBackground) {
  const SetIndex index(sets, background);
  ASSERT_EQ(index.size(), 2U);
  EXPECT_EQ(index.left_out(), 1U);
  EXPECT_EQ(index.name(1), "Asthma");
  EXPECT_EQ(index.genes_in(0), 5U);
  EXPECT_EQ(index.genes_in(1), 5U);
  const std::vector<std::size_t> genes = {7, 4, 0, 6};  // x c g a
  EXPECT_EQ(index.overlaps(genes), (std::vector<std::uint32_t>{2, 2}));
  EXPECT_EQ(index.find("Asthma"), 1U);
  EXPECT_FALSE(index.find("Rare"));
}

TEST(SetIndex, ChoosesByName) {
  EXPECT_EQ(choose_sets(sets, {}).size(), 3U);
  const auto chosen = choose_sets(sets, {"Asthma", "Height"});
  ASSERT_EQ(chosen.size(), 2U);
  EXPECT_EQ(chosen[0].name, "Height");
  test::expect_error<UsageError>([] { (void)choose_sets(sets, {"Hight"}); }, {"\"Hight\"", "\"Height\""});
}

}  // namespace
}  // namespace lampyris
