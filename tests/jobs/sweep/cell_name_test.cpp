// SPDX-License-Identifier: Apache-2.0
#include "jobs/sweep/cell_name.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lampyris::jobs {
namespace {

using Names = std::vector<std::string>;

TEST(CellName, SaysWhatACellChanges) {
  EXPECT_EQ(names_of_cells({{{"model.widths", "[ 64, 32 ]"}, {"run.seed", "1"}},
                            {{"model.widths", "[ 64 ]"}, {"train.rate", "0.0001"}}},
                           {"model.widths", "run.seed", "train.rate"}),
            (Names{"widths-64-32_seed-1", "widths-64_rate-0.0001"}));
}

TEST(CellName, NamesTheSectionWhereKeysAreAlike) {
  EXPECT_EQ(
      names_of_cells({{{"train.clip", "1"}, {"run.seed", "1"}}}, {"train.clip", "cohort.clip", "run.seed"}),
      (Names{"train.clip-1_seed-1"}));
}

TEST(CellName, IsAPlainFolderAndTellsCellsApart) {
  const auto names = names_of_cells({{{"cohort.split_by", "\"../a\""}},
                                     {{"cohort.split_by", "\"a\""}},
                                     {{"cohort.split_by", "\"\""}},
                                     {{"cohort.split_by", '"' + std::string(300, 'x') + '"'}}},
                                    {"cohort.split_by"});
  EXPECT_EQ(names[2], "split_by-none");
  EXPECT_NE(names[0], names[1]);
  EXPECT_LE(names[3].size(), 60U);
  for (const auto& name : names) EXPECT_EQ(name.find_first_of("/\" "), std::string::npos) << name;
}

}  // namespace
}  // namespace lampyris::jobs
