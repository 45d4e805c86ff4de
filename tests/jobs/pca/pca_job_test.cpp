// SPDX-License-Identifier: Apache-2.0
#include "jobs/pca/pca_job.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <string>

#include "io/cohort/cohort_file.hpp"
#include "io/hdf5/file.hpp"
#include "io/run/pca_file.hpp"
#include "src/base/error.hpp"
#include "src/base/random.hpp"
#include "src/structure/pca_scores.hpp"
#include "tests/jobs/pca/job_context.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::jobs {
namespace {

namespace fs = std::filesystem;

constexpr float missing = std::numeric_limits<float>::quiet_NaN();

class PcaJob : public testing::Test {
 protected:
  PcaJob() : ranks_(mpi::Communicator::world()), directory_(ranks_), job_(ranks_) {}

  // Noise, `value` at (1, 2), and gene 5 constant.
  fs::path cohort(const std::string& name, std::size_t samples, std::size_t genes, float value) {
    io::CohortIndex index;
    for (std::size_t i = 0; i < samples; ++i) index.samples.push_back(fmt::format("s{}", i));
    for (std::size_t g = 0; g < genes; ++g) index.genes.push_back(fmt::format("g{}", g));
    Matrix<float> values(samples, genes);
    Random random(5, Stream::simulated_noise, 0);
    for (float& entry : values.values()) entry = static_cast<float>(random.normal());
    for (std::size_t i = 0; i < samples; ++i) values(i, 5) = 3;
    values(1, 2) = value;
    io::CohortWriter writer(directory_ / name, index, "made by a test", ranks_);
    if (ranks_.rank() == 0) writer.write(values.view(), 0, 0);
    writer.finish();
    return directory_ / name;
  }

  void run(const PcaOptions& options) { pca_job(options, job_.context); }

  mpi::Communicator ranks_;
  test::SharedDirectory directory_;
  test::JobContext job_;
};

TEST_F(PcaJob, WritesComponentsScalingAndScores) {
  const auto input = cohort("cohort.h5", 41, 30, missing);
  for (const auto& method : words_of<PcaMethod>()) {
    const auto out = directory_ / (method + ".h5");
    run({.cohort = input,
         .out = out,
         .components = 4,
         .method = find_value<PcaMethod>(method),
         .scale = ScalingMethod::zscore,
         .seed = 9});

    const auto stored = io::read_pca(out, ranks_);
    ASSERT_EQ(stored.pca.components.rows(), 4U);
    EXPECT_EQ(stored.genes[29], "g29");
    const auto file = io::h5::File::open(out, ranks_);
    EXPECT_EQ(file.text_attribute("/", "method"), method);
    EXPECT_EQ(file.text_attribute("/", "scale"), "zscore");
    EXPECT_EQ(file.text_attribute("/scaling", "name"), "zscore");
    EXPECT_EQ(file.has_attribute("/", "seed"), method == "randomised");
    EXPECT_EQ(file.read_strings("/samples/id").at(40), "s40");

    // The scores follow from the file alone.
    const Scaling scaling{"zscore",
                          file.read<float>("/scaling/offset"),
                          file.read<float>("/scaling/factor"),
                          static_cast<float>(file.number_attribute("/scaling", "low")),
                          static_cast<float>(file.number_attribute("/scaling", "high")),
                          file.read<float>("/scaling/mean")};
    auto values = io::CohortFile(input, ranks_).read({0, 41}, {0, 30});
    scaling.apply(values.view());
    const auto expected = PcaProjection(stored.pca, 4).encode(values.view());
    ASSERT_EQ(file.dims("/scores"), (std::vector<std::size_t>{41, 4}));
    const auto scores = file.read_block<float>("/scores", {0, 41}, {0, 4});
    for (std::size_t i = 0; i < scores.size(); ++i) {
      ASSERT_NEAR(scores.values()[i], expected.values()[i], 1e-5) << method << " " << i;
    }
    double squares = 0;
    for (std::size_t i = 0; i < 41; ++i) squares += std::pow(scores(i, 1), 2);
    EXPECT_NEAR(squares / 40 / stored.pca.explained_variance[1], 1, 1e-4) << method;
  }
  ASSERT_EQ(job_.summary.size(), 4U);
  EXPECT_NE(job_.summary[0].find("4 components of 41 samples × 30 genes, exact, scale zscore"),
            std::string::npos);
  EXPECT_TRUE(job_.summary[1].starts_with("cumulative explained variance: 1: 0."));
}

TEST_F(PcaJob, CutsToTheRankAndSaysSo) {
  const auto input = cohort("cohort.h5", 12, 30, 1);
  for (const auto& method : words_of<PcaMethod>()) {
    job_.said.clear();
    const auto out = directory_ / "pca.h5";
    run({.cohort = input, .out = out, .components = 500, .method = find_value<PcaMethod>(method)});
    EXPECT_EQ(io::read_pca(out, ranks_).pca.components.rows(), 11U) << method;
    const std::string due = "pca: 11 components instead of 500: the rank of 12 samples × 30 genes";
    EXPECT_EQ(std::ranges::count(job_.said, due), 1) << method;
  }
  EXPECT_TRUE(job_.summary.back().ends_with("11: 1.0000")) << job_.summary.back();
}

TEST_F(PcaJob, RefusesBadInputAndLeavesNoFile) {
  const auto good = cohort("good.h5", 8, 20, 1);
  const auto infinite = cohort("infinite.h5", 8, 20, INFINITY);
  const auto out = directory_ / "pca.h5";
  const auto data_error = [&](const fs::path& input, const fs::path& to) {
    return test::error_of<DataError>([&] { run({.cohort = input, .out = to, .components = 2}); });
  };
  test::expect_in("no such file", data_error(directory_ / "nowhere.h5", out));
  test::expect_in("gene g2 has an infinite value", data_error(infinite, out));
  test::expect_in("choose a directory", data_error(good, directory_ / "no/such/pca.h5"));
  test::expect_in("is a directory", data_error(good, directory_.path()));
  const auto usage_error = [&](const PcaOptions& options) {
    return test::error_of<UsageError>([&] { run(options); });
  };
  test::expect_in("--components 0", usage_error({.cohort = good, .out = out, .components = 0}));
  test::expect_in("the input itself", usage_error({.cohort = good, .out = good, .components = 2}));
  ranks_.barrier();
  EXPECT_FALSE(fs::exists(out));
  EXPECT_FALSE(fs::exists(out.string() + ".partial"));
}

TEST_F(PcaJob, NamesAGeneWithoutValues) {
  io::CohortIndex index{{"a", "b", "c"}, {"x", "y", "z"}, {}};
  Matrix<float> values(3, 3);
  for (std::size_t i = 0; i < 3; ++i) {
    values(i, 0) = static_cast<float>(i * i);
    values(i, 2) = missing;
  }
  io::CohortWriter writer(directory_ / "empty_gene.h5", index, "made by a test", ranks_);
  if (ranks_.rank() == 0) writer.write(values.view(), 0, 0);
  writer.finish();
  // A gene of zeros has values.
  test::expect_in(
      "empty_gene.h5: gene z has no value in any sample (1 such", test::error_of<DataError>([&] {
        run({.cohort = directory_ / "empty_gene.h5", .out = directory_ / "pca.h5", .components = 1});
      }));
}

}  // namespace
}  // namespace lampyris::jobs
