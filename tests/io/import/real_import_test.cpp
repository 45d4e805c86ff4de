// SPDX-License-Identifier: Apache-2.0
// Public cohorts. Spot values by zcat, grep and cut.
#include <gtest/gtest.h>

#include <algorithm>

#include "io/cohort/cohort_file.hpp"
#include "io/import/import.hpp"
#include "tests/support/real_data.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::io {
namespace {

float value_of(const CohortFile& cohort, const std::string& sample, const std::string& gene) {
  const auto place = [](const std::vector<std::string>& names, const std::string& name) {
    return static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
  };
  const auto& index = cohort.index();
  return cohort.read({place(index.samples, sample), 1}, {place(index.genes, gene), 1})(0, 0);
}

TEST(RealImport, Rnaseqdb) {
  const auto data = test::real_data();
  if (data.empty()) GTEST_SKIP() << test::no_real_data();
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  NoProgress progress;
  const auto summary = import_cohort({.inputs = {data / "expression/rnaseqdb_demo_log2fpkm1_5500x744.tsv.gz"},
                                      .annotation = data / "expression/rnaseqdb_demo_annotation.tsv"},
                                     directory / "out.h5", ranks, progress);
  EXPECT_EQ(summary.samples, 744);
  EXPECT_EQ(summary.genes, 5500);
  EXPECT_EQ(summary.missing_values, 0);
  EXPECT_EQ(summary.collapsed, 0);
  EXPECT_EQ(summary.samples_without_annotation, 0);
  EXPECT_EQ(summary.annotation_without_sample, 0);
  const auto organ =
      std::ranges::find(summary.labels, std::string("organ"), &std::pair<std::string, std::size_t>::first);
  ASSERT_NE(organ, summary.labels.end());
  EXPECT_EQ(organ->second, 14);
  const CohortFile cohort(directory / "out.h5", ranks);
  EXPECT_EQ(value_of(cohort, "GTEX-S3XE-1226-SM-4AD4L", "A1BG"), 6.20F);
  EXPECT_EQ(value_of(cohort, "GTEX-S4Q7-0926-SM-4AD5D", "A2M"), 15.16F);
}

TEST(RealImport, ProbesOfAnArray) {
  const auto data = test::real_data();
  if (data.empty()) GTEST_SKIP() << test::no_real_data();
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  NoProgress progress;
  const auto summary = import_cohort({.inputs = {data / "expression/GSE6731_hgu95av2_rma_log2.tsv.gz"},
                                      .annotation = data / "expression/GSE6731_annotation.tsv",
                                      .ids = data / "idmaps/gpl8300_probe_symbol_idmap1.tsv.gz"},
                                     directory / "out.h5", ranks, progress);
  EXPECT_EQ(summary.samples, 36);
  EXPECT_EQ(summary.ids, 12625);
  EXPECT_EQ(summary.samples_without_annotation, 0);
  // Counted by a script of ten lines in Python.
  EXPECT_EQ(summary.genes, 8585);
  EXPECT_EQ(summary.unmapped, 1165);
  EXPECT_EQ(summary.collapsed, 2030);
  const CohortFile cohort(directory / "out.h5", ranks);
  EXPECT_EQ(value_of(cohort, "GSM155564", "MAPK3"), 7.7726F);
  EXPECT_EQ(value_of(cohort, "GSM155565", "TNF"), 5.5449F);   // probe 1852_at of two
  EXPECT_EQ(value_of(cohort, "GSM155566", "ACTB"), 11.781F);  // probe AFFX-HSAC07/X00351_3_at of seven
}

}  // namespace
}  // namespace lampyris::io
