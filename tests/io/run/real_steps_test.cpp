// SPDX-License-Identifier: Apache-2.0
// The asthma arrays of GSE27011 through limma and sva of R and through ours, where both and the data are
// there.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sys/wait.h>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <numeric>

#include "io/expression/text_matrix.hpp"
#include "src/preprocessing/pipeline.hpp"
#include "tests/support/real_data.hpp"
#include "tests/support/text_files.hpp"

namespace lampyris::io {
namespace {

class RealSteps : public testing::Test {
 protected:
  void SetUp() override {
    const auto data = test::real_data();
    if (data.empty()) GTEST_SKIP() << test::no_real_data();
    read(data / "expression/GSE27011_gpl6244_rma_log2.tsv.gz");
    std::ofstream out(directory_.path() / "values.bin", std::ios::binary);
    for (std::size_t i = 0; i < values_.rows(); ++i) {  // genes × samples by columns, as R has a matrix
      out.write(reinterpret_cast<const char*>(values_.row(i).data()),
                static_cast<std::streamsize>(values_.columns() * sizeof(double)));
    }
    out.close();
    const int status = std::system(fmt::format("Rscript {} {} {} {} 2>/dev/null", LAMPYRIS_REFERENCE,
                                               directory_.path().string(), values_.columns(), values_.rows())
                                       .c_str());
    if (WEXITSTATUS(status) == 77 || WEXITSTATUS(status) == 127) {
      GTEST_SKIP() << "R with limma and sva is not there";
    }
    ASSERT_EQ(status, 0);
  }

  void read(const std::filesystem::path& path) {
    MatrixReader reader(path);
    std::vector<std::vector<float>> rows;
    while (reader.next()) {
      genes_.emplace_back(reader.id());
      reader.read(rows.emplace_back(reader.columns().size()));
    }
    samples_ = reader.columns();
    values_ = Matrix<double>(samples_.size(), genes_.size());
    annotation_ = {{"batch", "age"}, {{}, {}}};
    for (std::size_t i = 0; i < samples_.size(); ++i) {
      for (std::size_t g = 0; g < genes_.size(); ++g) values_(i, g) = rows[g][i];
      annotation_.values[0].push_back(fmt::format("b{}", i % 3));
      annotation_.values[1].push_back(fmt::format("{}", i * 7 % 11));
    }
    // Some are missing, so that limma interpolates.
    for (std::size_t g = 0; g < 100; ++g) values_(g % 20, 7 * g) = std::numeric_limits<double>::quiet_NaN();
  }

  /// The largest difference from what R wrote.
  double distance(const std::string& step, const std::string& reference, bool fill) {
    auto values = values_.clone();
    if (fill) {
      for (double& value : values.values()) value = std::isnan(value) ? 0 : value;
    }
    Split split;
    split.training.resize(samples_.size());
    std::iota(split.training.begin(), split.training.end(), std::size_t{0});
    Pipeline pipeline({step}, {});
    NoProgress progress;
    const auto take = [&](std::span<const std::size_t> some) {
      Matrix<double> block(some.size(), genes_.size());
      for (std::size_t i = 0; i < some.size(); ++i)
        std::ranges::copy(values.row(some[i]), block.row(i).begin());
      return block;
    };
    pipeline.fit({samples_, genes_, annotation_, take}, split, SingleWorld(), progress);
    const auto ours = pipeline.apply(values.clone(), split.training, samples_, annotation_);
    std::vector<double> theirs(ours.size());
    std::ifstream(directory_.path() / reference, std::ios::binary)
        .read(reinterpret_cast<char*>(theirs.data()),
              static_cast<std::streamsize>(theirs.size() * sizeof(double)));
    double largest = 0;
    for (std::size_t i = 0; i < theirs.size(); ++i) {
      const double ours_here = ours.values()[i];
      EXPECT_EQ(std::isnan(ours_here), std::isnan(theirs[i]));
      if (!std::isnan(ours_here)) largest = std::max(largest, std::abs(ours_here - theirs[i]));
    }
    return largest;
  }

  test::Directory directory_;
  std::vector<std::string> samples_, genes_;
  Matrix<double> values_;
  Annotation annotation_;
};

TEST_F(RealSteps, AreThoseOfLimmaAndSva) {
  const double quantile = distance("quantile", "quantile.bin", false);
  const double combat = distance("combat=batch:age", "combat.bin", true);
  RecordProperty("quantile", fmt::format("{:.2g}", quantile));
  RecordProperty("combat", fmt::format("{:.2g}", combat));
  fmt::print("largest difference from limma {:.2g}, from sva {:.2g}\n", quantile, combat);
  EXPECT_LT(quantile, 1e-12);
  EXPECT_LT(combat, 1e-6);
}

}  // namespace
}  // namespace lampyris::io
