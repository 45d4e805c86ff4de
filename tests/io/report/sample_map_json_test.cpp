// SPDX-License-Identifier: Apache-2.0
#include "io/report/sample_map_json.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <vector>

#include "src/base/error.hpp"
#include "tests/support/expect_error.hpp"

namespace lampyris::io {
namespace {

class SampleMap : public testing::Test {
 protected:
  SampleMap() : path_(std::filesystem::temp_directory_path() / fmt::format("lampyris-map-{}", getpid())) {
    std::ofstream file(path_);
    file << "sample\tlayer1_x\tlayer1_y\tpca_x\tpca_y\n";
    cohort_.annotation = {{"organ", "donor", "constant"}, std::vector<std::vector<std::string>>(3)};
    for (int i = 0; i < 100; ++i) {
      file << "s" << i << "\t" << i << "\t" << -i << "\tNA\t0.25\n";
      // The cohort's order is not the map's, and it lacks sample 0.
      const int other = 99 - i;
      if (other == 0) continue;
      cohort_.samples.push_back(fmt::format("s{}", other));
      cohort_.annotation.values[0].push_back(other == 1 ? "" : other % 2 == 0 ? "even" : "odd");
      cohort_.annotation.values[1].push_back(fmt::format("d{}", other < 50 ? 0 : other));
      cohort_.annotation.values[2].emplace_back("same");
    }
  }
  ~SampleMap() override { std::filesystem::remove(path_); }

  std::filesystem::path path_;
  CohortIndex cohort_;
};

TEST_F(SampleMap, LabelsFollowTheSampleNames) {
  const auto map = sample_map_json(path_, &cohort_, {});
  ASSERT_EQ(map["representations"].size(), 2);
  EXPECT_EQ(map["representations"][0]["name"], "layer1");
  EXPECT_EQ(map["representations"][0]["x"][7], 7);
  EXPECT_TRUE(map["representations"][1]["x"][7].is_number_float() ||
              map["representations"][1]["x"][7].is_null());
  EXPECT_EQ(map["representations"][1]["y"][7], 0.25);
  // donor has 51 classes and constant one: neither is offered.
  ASSERT_EQ(map["labels"].size(), 1);
  const auto& organ = map["labels"][0]["values"];
  EXPECT_EQ(organ["codes"][0], -1);
  EXPECT_EQ(organ["codes"][1], -1);
  EXPECT_EQ(organ["levels"][organ["codes"][6].get<std::size_t>()], "even");
  EXPECT_EQ(organ["levels"][organ["codes"][7].get<std::size_t>()], "odd");
}

TEST_F(SampleMap, RareClassesOfAnAskedColumnAreOther) {
  const auto map = sample_map_json(path_, &cohort_, {.colour_by = {"donor"}});
  EXPECT_EQ(map["labels"][0]["name"], "donor");
  EXPECT_EQ(map["labels"][0]["other"], 51 - 39);
  EXPECT_EQ(map["labels"][0]["values"].dump().find("\"d0\"") == std::string::npos, false);
  EXPECT_NE(map["labels"][0]["values"].dump().find("\"other\""), std::string::npos);
  test::expect_error<UsageError>([&] { (void)sample_map_json(path_, &cohort_, {.colour_by = {"organs"}}); },
                                 "organs");
}

TEST_F(SampleMap, ManySamplesAreThinnedAndWithoutCohortThereAreNoLabels) {
  const auto map = sample_map_json(path_, nullptr, {.colour_by = {"organ"}, .max_samples = 10});
  EXPECT_EQ(map["total"], 100);
  ASSERT_EQ(map["samples"].size(), 10);
  EXPECT_EQ(map["samples"][3], "s30");
  EXPECT_EQ(map["representations"][0]["x"][3], 30);
  EXPECT_TRUE(map["labels"].empty());
}

}  // namespace
}  // namespace lampyris::io
