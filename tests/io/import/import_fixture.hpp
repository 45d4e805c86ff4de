// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "io/cohort/cohort_file.hpp"
#include "io/import/import.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/shared_directory.hpp"
#include "tests/support/text_files.hpp"

namespace lampyris::io {

inline constexpr float na = std::numeric_limits<float>::quiet_NaN();
using Texts = std::vector<std::string>;
using Rows2d = std::vector<std::vector<float>>;
using test::expect_in;

class Total final : public Progress {
 public:
  void advance(std::size_t units) override { sum += units; }
  std::size_t sum = 0;
};

/// Each test has the ranks and a directory that all see.
class Import : public testing::Test {
 protected:
  std::filesystem::path file(const std::string& name, const std::string& content) {
    const auto path = directory_ / name;
    ranks_.barrier();  // nobody reads an older file of this name any more
    if (ranks_.rank() == 0) {
      name.ends_with(".gz") ? test::write_gzip(path, content) : test::write_file(path, content);
    }
    ranks_.barrier();
    return path;
  }
  void run(const ImportRequest& request) {
    Total progress;
    summary_ = import_cohort(request, directory_ / "out.h5", ranks_, progress);
    EXPECT_EQ(progress.sum, import_units(request));
    const CohortFile cohort(directory_ / "out.h5", ranks_);
    index_ = cohort.index();
    values_ = cohort.read({0, index_.samples.size()}, {0, index_.genes.size()});
    EXPECT_EQ(summary_.samples, index_.samples.size());
    EXPECT_EQ(summary_.genes, index_.genes.size());
  }
  void expect_values(const Rows2d& expected) {
    ASSERT_EQ(values_.rows(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      ASSERT_EQ(values_.columns(), expected[i].size());
      for (std::size_t g = 0; g < expected[i].size(); ++g) {
        const float found = values_(i, g);
        EXPECT_TRUE(found == expected[i][g] || (std::isnan(found) && std::isnan(expected[i][g])))
            << "sample " << i << " gene " << g << ": " << found << " is not " << expected[i][g];
      }
    }
  }

  mpi::Communicator ranks_ = mpi::Communicator::world();
  test::SharedDirectory directory_{ranks_};
  ImportSummary summary_;
  CohortIndex index_;
  Matrix<float> values_;
};

}  // namespace lampyris::io
