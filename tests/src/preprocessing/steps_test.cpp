// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <limits>

#include "src/base/error.hpp"
#include "tests/src/preprocessing/small_cohort.hpp"

namespace lampyris {
namespace {

using test::SmallCohort;
const double na = std::numeric_limits<double>::quiet_NaN();

// normalizeQuantiles of limma 3.54.1, with ties and missing values.
TEST(Quantile, IsLimmas) {
  SmallCohort cohort;
  cohort.values(2, 1) = cohort.values(2, 4);
  cohort.values(0, 6) = cohort.values(3, 2) = cohort.values(3, 7) = na;
  const auto out = cohort.run({"quantile"});
  EXPECT_NEAR(out(0, 0), 6.8813251387471173, 1e-13);
  EXPECT_NEAR(out(2, 1), 3.7601348617819279, 1e-13);
  EXPECT_EQ(out(2, 1), out(2, 4));
  EXPECT_NEAR(out(3, 5), 6.7076044689843091, 1e-13);
  EXPECT_NEAR(out(11, 7), 7.3851674081119283, 1e-13);
  EXPECT_NEAR(test::sum_of(out), 483.11066451204306, 1e-11);
  EXPECT_NEAR(test::squares_of(out), 2718.9639431147421, 1e-10);
  EXPECT_TRUE(std::isnan(out(0, 6)));
}

// KNNImputer(n_neighbors=3) of scikit-learn 1.2.1.
TEST(Knn, IsScikitLearns) {
  SmallCohort cohort;
  cohort.values(0, 6) = cohort.values(3, 2) = cohort.values(3, 7) = cohort.values(5, 2) = na;
  const auto out = cohort.run({"impute=knn:3"});
  EXPECT_NEAR(out(0, 6), 3.927456702146363, 1e-13);
  EXPECT_NEAR(out(3, 2), 3.2384259557306687, 1e-13);
  EXPECT_NEAR(out(3, 7), 7.476807158179745, 1e-13);
  EXPECT_NEAR(out(5, 2), 3.238425955730669, 1e-13);
  EXPECT_EQ(out(1, 1), cohort.values(1, 1));
}

TEST(SampleSteps, LookAtOneSample) {
  SmallCohort cohort;
  cohort.values(0, 0) = na;
  const auto cpm = cohort.run({"cpm"});
  double total = 0;
  for (std::size_t g = 1; g < SmallCohort::genes; ++g) total += cpm(0, g);
  EXPECT_NEAR(total, 1e6, 1e-6);
  EXPECT_NEAR(cpm(0, 1) / cpm(0, 2), cohort.values(0, 1) / cohort.values(0, 2), 1e-14);
  const auto log = cohort.run({"log2"});
  EXPECT_DOUBLE_EQ(log(1, 1), std::log2(cohort.values(1, 1) + 1));
  const auto rank = cohort.run({"rank"});
  EXPECT_TRUE(std::isnan(rank(0, 0)));
  double sum = 0;
  for (std::size_t g = 0; g < SmallCohort::genes; ++g) sum += rank(1, g);
  EXPECT_NEAR(sum, 4, 1e-14);  // 0, 1/7, … 1
  StepResources lengths;
  for (std::size_t g = 0; g < SmallCohort::genes; ++g)
    lengths.gene_lengths[cohort.names[g]] = static_cast<double>(g + 1);
  const auto tpm = cohort.run({"tpm"}, lengths);
  EXPECT_NEAR(tpm(1, 1) / tpm(1, 3), cohort.values(1, 1) / 2 / (cohort.values(1, 3) / 4), 1e-13);
}

TEST(GeneSteps, LearnFromTrainingSamplesAlone) {
  SmallCohort cohort;
  cohort.split.training = {0, 1, 2, 3};
  cohort.split.test = {4, 5, 6, 7, 8, 9, 10, 11};
  cohort.values(0, 0) = 1;
  cohort.values(1, 0) = 3;
  cohort.values(2, 0) = na;
  cohort.values(3, 0) = 5;
  cohort.values(4, 0) = 100;
  EXPECT_EQ(cohort.run({"impute=mean"})(2, 0), 3);
  EXPECT_EQ(cohort.run({"minmax"})(1, 0), 0.5);
  EXPECT_EQ(cohort.run({"minmax"})(4, 0), 1);
  EXPECT_EQ(cohort.run({"zscore"})(3, 0), 1);  // sd 2
  EXPECT_EQ(cohort.run({"zscore"})(4, 0), 48.5);
  EXPECT_EQ(cohort.run({"zscore=10"})(4, 0), 10);
  EXPECT_EQ(cohort.run({"winsorise=1.5"})(4, 0), 6);
  EXPECT_EQ(cohort.run({"winsorise=1.5"})(3, 0), 5);
}

TEST(Filters, LeaveGenesOut) {
  SmallCohort cohort;
  for (std::size_t i = 0; i < SmallCohort::samples; ++i) {
    cohort.values(i, 1) = 7;
    cohort.values(i, 2) = i < 3 ? 50 : 0;
  }
  using Names = std::vector<std::string>;
  const auto left = [&](const std::string& step) {
    const auto out = cohort.run({step});
    const auto genes = cohort.pipeline.output_genes();
    EXPECT_EQ(out.columns(), genes.size());
    return genes;
  };
  EXPECT_EQ(left("variable=1"), Names{"G2"});
  EXPECT_EQ(left("variance=50"), Names{"G2"});
  EXPECT_EQ(left("expressed=40:0.25"), Names{"G2"});
  EXPECT_EQ(left("expressed=7:1"), Names{"G1"});
  EXPECT_EQ(cohort.run({"variable=1", "log2"})(0, 0), std::log2(51));
  EXPECT_THROW((void)left("expressed=40:0.26"), DataError);
}

std::string usage(const std::string& step) {
  try {
    (void)Pipeline({step}, {});
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Steps, RefuseWordsThatTheyCannotRead) {
  for (const char* bad : {"log2=1", "quantile=x", "zscore=x", "zscore=0", "winsorise", "winsorise=-1",
                          "impute", "impute=median", "impute=knn", "impute=knn:0", "expressed=1",
                          "expressed=1:2", "variable=0", "variable=1.5", "variance=x", "centre", "combat"}) {
    EXPECT_EQ(usage(bad).find(std::string("cohort.preprocess: \"") + bad + "\": "), 0) << usage(bad);
  }
  EXPECT_EQ(usage("quantil"), "cohort.preprocess: no step \"quantil\"; the nearest is \"quantile\"");
}

TEST(Steps, RefuseValuesThatTheyCannotUse) {
  SmallCohort cohort;
  cohort.values(3, 2) = -1;
  try {
    (void)cohort.run({"log2"});
    ADD_FAILURE() << "no error";
  } catch (const DataError& error) {
    EXPECT_NE(std::string(error.what()).find("sample \"s3\" gene \"G2\": -1; must not be negative"),
              std::string::npos)
        << error.what();
  }
  EXPECT_THROW((void)cohort.run({"tpm"}), DataError);
}

}  // namespace
}  // namespace lampyris
