// SPDX-License-Identifier: Apache-2.0
#include "io/cohort/cohort_file.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>

#include "io/hdf5/file.hpp"
#include "src/base/error.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::io {
namespace {

float value_at(std::size_t sample, std::size_t gene) {
  if ((sample + gene) % 97 == 0) return std::numeric_limits<float>::quiet_NaN();
  return static_cast<float>(sample) + static_cast<float>(gene) / 4096.0F;
}

CohortIndex index_of(std::size_t samples, std::size_t genes) {
  CohortIndex index;
  for (std::size_t i = 0; i < samples; ++i) index.samples.push_back("sample-" + std::to_string(i));
  for (std::size_t g = 0; g < genes; ++g) index.genes.push_back("GENE" + std::to_string(g));
  index.annotation.columns = {"organ", "age/years", "."};
  index.annotation.values.assign(3, std::vector<std::string>(samples));
  for (std::size_t i = 0; i < samples; ++i) {
    index.annotation.values[0][i] = i % 3 == 0 ? "" : "Leber, größer";
    index.annotation.values[1][i] = std::to_string(i);
    index.annotation.values[2][i] = "dot";
  }
  return index;
}

/// Blocks of 100 samples, assigned round-robin, so that some ranks have none.
void write_cohort(const std::filesystem::path& path, const CohortIndex& index,
                  const mpi::Communicator& ranks) {
  CohortWriter writer(path, index, "a test", ranks);
  const std::size_t samples = index.samples.size();
  for (std::size_t first = 0, block = 0; first < samples; first += 100, ++block) {
    if (block % static_cast<std::size_t>(ranks.size()) != static_cast<std::size_t>(ranks.rank())) continue;
    Matrix<float> values(std::min<std::size_t>(100, samples - first), index.genes.size());
    for (std::size_t i = 0; i < values.rows(); ++i) {
      for (std::size_t g = 0; g < values.columns(); ++g) values(i, g) = value_at(first + i, g);
    }
    writer.write(values.view(), first, 0);
  }
  writer.finish();
}

bool same(float a, float b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

TEST(CohortFile, GivesBackWhatAllRanksWrote) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  const auto index = index_of(290, 1100);
  write_cohort(directory / "cohort.h5", index, ranks);

  const CohortFile file(directory / "cohort.h5", ranks);
  EXPECT_EQ(file.index().samples, index.samples);
  EXPECT_EQ(file.index().genes, index.genes);
  EXPECT_EQ(file.index().annotation.columns, index.annotation.columns);
  EXPECT_EQ(file.index().annotation.values, index.annotation.values);
  const auto block = file.read({250, 40}, {1000, 100});
  ASSERT_EQ(block.rows(), 40);
  ASSERT_EQ(block.columns(), 100);
  for (std::size_t i = 0; i < 40; ++i) {
    for (std::size_t g = 0; g < 100; ++g) {
      ASSERT_TRUE(same(block(i, g), value_at(250 + i, 1000 + g))) << i << ' ' << g;
    }
  }
}

TEST(CohortFile, ReadsSamplesInTheOrderAskedFor) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  write_cohort(directory / "cohort.h5", index_of(290, 60), ranks);
  const CohortFile file(directory / "cohort.h5", ranks);
  const std::vector<std::size_t> wanted = {289, 0, 3, 1, 150, 151, 3, 100, 7, 288};
  const auto values = file.read_samples(wanted);
  ASSERT_EQ(values.rows(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    for (std::size_t g = 0; g < 60; ++g) {
      ASSERT_TRUE(same(values(i, g), value_at(wanted[i], g))) << i << ' ' << g;
    }
  }
  EXPECT_EQ(file.read_samples({}).rows(), 0);
}

TEST(CohortFile, RefusesWhatIsNoCohort) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  if (ranks.rank() == 0) std::ofstream(directory / "text.h5") << "no HDF5";
  {
    auto other = h5::File::create(directory / "other.h5", ranks);
    other.commit();
  }
  ranks.barrier();
  test::expect_error<DataError>([&] { CohortFile(directory / "absent.h5", ranks); }, "no such file");
  test::expect_error<DataError>([&] { CohortFile(directory / "text.h5", ranks); }, "not an HDF5 file");
  test::expect_error<DataError>([&] { CohortFile(directory / "other.h5", ranks); }, "not a cohort");
}

TEST(CohortWriter, LeavesNothingWithoutFinish) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  { const CohortWriter writer(directory / "cohort.h5", index_of(5, 5), "a test", ranks); }
  ranks.barrier();
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
  test::expect_error<DataError>(
      [&] { CohortWriter(directory / "absent" / "cohort.h5", index_of(5, 5), "a test", ranks); },
      "cannot write");
}

TEST(CohortWriter, WritesWhatPythonReads) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  write_cohort(directory / "cohort.h5", index_of(12, 7), ranks);
  ranks.barrier();
  int code = 0;
  if (ranks.rank() == 0 && std::system("/usr/bin/python3 -c 'import h5py' 2>/dev/null") == 0) {
    const std::string script =
        "import h5py, numpy as np\n"
        "f = h5py.File('" +
        (directory / "cohort.h5").string() +
        "')\n"
        "x = f['expression'][:]\n"
        "assert x.dtype == np.float32 and x.shape == (12, 7)\n"
        "i, g = np.indices(x.shape)\n"
        "w = np.where((i + g) % 97 == 0, np.nan, i + g / 4096).astype('f4')\n"
        "assert np.array_equal(x, w, equal_nan=True)\n"
        "assert f.attrs['format'] == 'lampyris-cohort' and f.attrs['version'] == 1\n"
        "assert f['samples/id'].asstr()[3] == 'sample-3'\n"
        "assert list(f['annotation'].attrs['column-order']) == ['organ', 'age/years', '.']\n"
        "assert f['annotation/organ'].asstr()[1] == 'Leber, gr\u00f6\u00dfer'\n";
    std::ofstream(directory / "check.py") << script;
    code = std::system(("/usr/bin/python3 " + (directory / "check.py").string()).c_str());
  }
  EXPECT_EQ(code, 0);
}

}  // namespace
}  // namespace lampyris::io
