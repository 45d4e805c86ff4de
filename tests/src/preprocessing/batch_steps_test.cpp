// SPDX-License-Identifier: Apache-2.0
// Values of ComBat of sva 3.46.0 and removeBatchEffect of limma 3.54.1 in R 4.2.2 on the same samples.
#include <gtest/gtest.h>

#include "src/base/error.hpp"
#include "tests/src/preprocessing/small_cohort.hpp"

namespace lampyris {
namespace {

using test::SmallCohort;
constexpr double close = 1e-9;  // of values up to 10; rounding alone

TEST(Combat, IsThatOfSva) {  // ComBat(t(m), batch)
  SmallCohort cohort;
  const auto out = cohort.run({"combat=batch"});
  EXPECT_NEAR(out(0, 0), 6.594226720166148, close);
  EXPECT_NEAR(out(5, 3), 3.3560800310656917, close);
  EXPECT_NEAR(out(11, 7), 7.7239628693357236, close);
  EXPECT_NEAR(test::sum_of(out), 500.2386834567493, close);
  EXPECT_NEAR(test::squares_of(out), 2786.3269957801376, 10 * close);
}

TEST(Combat, KeepsCovariatesAsSva) {  // ComBat(t(m), batch, mod = model.matrix(~ tissue + age))
  SmallCohort cohort;
  const auto out = cohort.run({"combat=batch:tissue+age"});
  EXPECT_NEAR(out(0, 0), 6.6115448102672714, close);
  EXPECT_NEAR(out(5, 3), 3.3038732506107351, close);
  EXPECT_NEAR(out(11, 7), 7.8484135026699962, close);
  EXPECT_NEAR(test::sum_of(out), 500.29938027464959, close);
  EXPECT_NEAR(test::squares_of(out), 2789.1992900038445, 10 * close);
}

TEST(Combat, LeavesGenesThatABatchHasConstant) {  // m[batch == "b", 3] <- 1
  SmallCohort cohort;
  for (std::size_t i = 1; i < SmallCohort::samples; i += 3) cohort.values(i, 2) = 1;
  const auto out = cohort.run({"combat=batch"});
  EXPECT_NEAR(out(0, 0), 6.6055064677787048, close);
  EXPECT_EQ(out(1, 2), 1);
  EXPECT_NEAR(out(11, 7), 7.7021035572815633, close);
  EXPECT_NEAR(test::sum_of(out), 484.57661985602789, close);
  EXPECT_NEAR(test::squares_of(out), 2690.19060495647, 10 * close);
}

TEST(Combat, OfAFileIsTheSame) {
  SmallCohort cohort;
  const auto out = cohort.run({"combat=batch:tissue", "zscore=2"});
  Pipeline again({"combat=batch:tissue", "zscore=2"}, {});
  again.restore(cohort.names, cohort.pipeline.states());
  const auto repeated =
      again.apply(cohort.read(cohort.split.training), cohort.split.training, cohort.ids, cohort.annotation);
  for (std::size_t i = 0; i < out.size(); ++i) EXPECT_EQ(out.values()[i], repeated.values()[i]);
}

TEST(Combat, BringsABatchThatNobodyTrainedOnToTheOthers) {
  SmallCohort cohort;
  std::erase_if(cohort.split.training, [](std::size_t i) { return i % 3 == 2; });
  cohort.split.test = {2, 5, 8, 11};
  for (const std::size_t i : cohort.split.test) {
    for (double& value : cohort.values.row(i)) value += 100;
  }
  const auto out = cohort.run({"combat=batch"});
  // The same samples as another cohort, which has no column of batches.
  const std::vector<std::size_t> all{0, 1, 2, 3};
  const std::vector<std::string> ids{"t0", "t1", "t2", "t3"};
  const auto projected = cohort.pipeline.apply(cohort.read(cohort.split.test), all, ids, {});
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t g = 0; g < SmallCohort::genes; ++g) {
      EXPECT_NEAR(projected(i, g), out(cohort.split.test[i], g), close);
      EXPECT_LT(std::abs(projected(i, g) - 5), 5);
    }
  }
}

template <class Error>
std::string message(SmallCohort& cohort, const std::string& step) {
  try {
    (void)cohort.run({step});
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Combat, RefusesWhatItCannotUse) {
  SmallCohort cohort;
  EXPECT_NE(message<UsageError>(cohort, "combat=btach").find("batch"), std::string::npos);
  EXPECT_NE(message<UsageError>(cohort, "combat").find("must name the column"), std::string::npos);
  EXPECT_NE(message<DataError>(cohort, "combat=batch:batch").find("confounded"), std::string::npos);
  cohort.annotation.values[0][4].clear();
  EXPECT_NE(message<DataError>(cohort, "combat=batch").find("\"s4\" has no batch"), std::string::npos);
  cohort.annotation.values[0][4] = "b";
  cohort.values(3, 1) = std::nan("");
  EXPECT_NE(message<DataError>(cohort, "combat=batch").find("\"s3\" has no value of gene \"G1\""),
            std::string::npos);
}

TEST(Centre, IsLimmasForBalancedBatches) {  // removeBatchEffect(t(m), batch)
  SmallCohort cohort;
  const auto out = cohort.run({"centre=batch"});
  EXPECT_NEAR(out(0, 0), 6.9462459798162124, close);
  EXPECT_NEAR(out(5, 3), 3.5881364316621829, close);
  EXPECT_NEAR(out(11, 7), 7.757492437392024, close);
}

TEST(Centre, LearnsMeansOfNewBatches) {
  SmallCohort cohort;
  std::erase_if(cohort.split.training, [](std::size_t i) { return i % 3 == 2; });
  cohort.split.test = {2, 5, 8, 11};
  const auto out = cohort.run({"centre=batch"});
  const std::vector<std::size_t> all{0, 1, 2, 3};
  const auto projected =
      cohort.pipeline.apply(cohort.read(cohort.split.test), all, {"t0", "t1", "t2", "t3"}, {});
  for (std::size_t g = 0; g < SmallCohort::genes; ++g) {
    double training = 0;
    double mean = 0;
    for (const std::size_t i : cohort.split.training) training += cohort.values(i, g) / 8;
    for (std::size_t i = 0; i < 4; ++i) {
      mean += projected(i, g) / 4;
      EXPECT_NEAR(projected(i, g), out(cohort.split.test[i], g), close);
    }
    EXPECT_NEAR(mean, training, close);
  }
}

}  // namespace
}  // namespace lampyris
