// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tests/src/preprocessing/small_cohort.hpp"

namespace lampyris {
namespace {

using test::SmallCohort;

TEST(Pipeline, FitsEachStepOnWhatTheOneBeforeLeaves) {
  SmallCohort cohort;
  const auto out = cohort.run({"log2", "variable=5", "zscore"});
  ASSERT_EQ(out.columns(), 5);
  for (std::size_t g = 0; g < out.columns(); ++g) {
    double mean = 0;
    double squares = 0;
    for (std::size_t i = 0; i < out.rows(); ++i) mean += out(i, g) / 12;
    for (std::size_t i = 0; i < out.rows(); ++i) squares += out(i, g) * out(i, g) / 11;
    EXPECT_NEAR(mean, 0, 1e-14);
    EXPECT_NEAR(squares, 1, 1e-13);
  }
}

TEST(Pipeline, PreparesAPartInBlocks) {
  SmallCohort cohort;
  const auto whole = cohort.run({"log2", "variable=5", "centre=batch"});
  const RawCohort raw{cohort.ids, cohort.names, cohort.annotation,
                      [&](auto some) { return cohort.read(some); }};
  std::vector<std::size_t> firsts;
  cohort.pipeline.apply_in_blocks(raw, {2, 9}, 4, [&](std::size_t first, MatrixView<const float> values) {
    firsts.push_back(first);
    ASSERT_EQ(values.columns(), 5);
    for (std::size_t i = 0; i < values.rows(); ++i) {
      for (std::size_t g = 0; g < 5; ++g) EXPECT_EQ(values(i, g), static_cast<float>(whole(first + i, g)));
    }
  });
  EXPECT_EQ(firsts, (std::vector<std::size_t>{2, 6, 10}));
}

TEST(Pipeline, IsRestoredFromItsStates) {
  SmallCohort cohort;
  const std::vector<std::string> steps{
      "cpm",    "log2",          "quantile",    "impute=knn:2", "expressed=1:0.5",
      "minmax", "variance=1e-6", "winsorise=3", "centre=batch"};
  const auto out = cohort.run(steps);
  Pipeline again(steps, {});
  again.restore(cohort.names, cohort.pipeline.states());
  EXPECT_EQ(again.output_genes(), cohort.pipeline.output_genes());
  const auto repeated =
      again.apply(cohort.read(cohort.split.training), cohort.split.training, cohort.ids, cohort.annotation);
  ASSERT_EQ(repeated.size(), out.size());
  for (std::size_t i = 0; i < out.size(); ++i) EXPECT_EQ(repeated.values()[i], out.values()[i]);
}

}  // namespace
}  // namespace lampyris
