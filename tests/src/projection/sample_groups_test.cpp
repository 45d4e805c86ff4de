// SPDX-License-Identifier: Apache-2.0
#include "src/projection/sample_groups.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "src/base/error.hpp"
#include "tests/support/expect_error.hpp"

namespace lampyris {
namespace {

const Annotation annotation{{"organ", "sex", "nothing"},
                            {{"lung", "gut", "", "lung"}, {"f", "m", "f", "f"}, {"", "", "", ""}}};

TEST(SampleGroups, AreAllSamplesThenTheClassesOfEachColumn) {
  const auto groups = make_sample_groups(annotation, {"organ", "sex"}, 4);
  EXPECT_EQ(groups.names, (std::vector<std::string>{"all", "organ=gut", "organ=lung", "sex=f", "sex=m"}));
  EXPECT_EQ(groups.columns, (std::vector<std::string>{"", "organ", "organ", "sex", "sex"}));
  EXPECT_EQ(groups.sizes, (std::vector<std::size_t>{4, 1, 2, 3, 1}));
  EXPECT_EQ(groups.of_sample[0], (std::vector<std::size_t>{0, 2, 3}));
  EXPECT_EQ(groups.of_sample[2], (std::vector<std::size_t>{0, 3}));
}

TEST(SampleGroups, RefuseColumnsThatMakeNone) {
  test::expect_error<UsageError>([] { (void)make_sample_groups(annotation, {"organs"}, 4); }, {"organ"});
  test::expect_error<UsageError>([] { (void)make_sample_groups(annotation, {"nothing"}, 4); },
                                 {"\"nothing\"", "no sample has a value"});
  Annotation fine{{"id"}, {{}}};
  for (int i = 0; i < 201; ++i) fine.values[0].push_back(fmt::format("s{}", i));
  test::expect_error<UsageError>([&] { (void)make_sample_groups(fine, {"id"}, 201); },
                                 {"\"id\"", "201", "200"});
}

}  // namespace
}  // namespace lampyris
