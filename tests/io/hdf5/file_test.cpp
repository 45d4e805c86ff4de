// SPDX-License-Identifier: Apache-2.0
#include "io/hdf5/file.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "src/base/error.hpp"
#include "tests/support/expect_error.hpp"

namespace lampyris::io::h5 {
namespace {

namespace fs = std::filesystem;

class Hdf5File : public testing::Test {
 protected:
  mpi::Communicator ranks_ = mpi::Communicator::world();
  fs::path path_ = fs::temp_directory_path() / ("lampyris_hdf5_" + std::to_string(ranks_.size()) + ".h5");
  void TearDown() override {
    ranks_.barrier();
    if (ranks_.rank() == 0) fs::remove(path_);
  }
};

TEST_F(Hdf5File, GivesBackWhatAllRanksWrote) {
  const mpi::RankWorld world(ranks_);
  const Slice mine = world.share(7);
  {
    auto file = File::create(path_, ranks_);
    file.create_matrix<float>("/data/matrix", {7, 5}, {2, 3});
    Matrix<float> block(mine.count, 5);
    for (std::size_t i = 0; i < mine.count; ++i) {
      for (std::size_t j = 0; j < 5; ++j) block(i, j) = static_cast<float>(10 * (mine.offset + i) + j);
    }
    file.write_block<float>("/data/matrix", {mine.offset, 0}, block.view());
    file.create_vector<std::int64_t>("/data/vector", 7);
    const std::vector<std::int64_t> part(mine.count, 42);
    file.write_part<std::int64_t>("/data/vector", mine.offset, part);
    file.write_strings("/names", {"a", "", "gene with \xc3\xa9"});
    file.set_attribute("/data", "list", std::vector<std::string>{"x", "longer"});
    file.set_attribute("/data", "text", std::string("hello"));
    file.set_attribute("/", "number", 0.25);
    file.set_attribute("/", "integer", std::int64_t{1} << 40);
    EXPECT_FALSE(fs::exists(path_));
    file.commit();
  }
  const auto file = File::open(path_, ranks_);
  EXPECT_EQ(file.dims("/data/matrix"), (std::vector<std::size_t>{7, 5}));
  const auto block = file.read_block<float>("/data/matrix", {2, 4}, {1, 3});
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t j = 0; j < 3; ++j) EXPECT_EQ(block(i, j), static_cast<float>(10 * (2 + i) + 1 + j));
  }
  EXPECT_EQ(file.read<std::int64_t>("/data/vector"), std::vector<std::int64_t>(7, 42));
  EXPECT_EQ(file.read_strings("/names"), (std::vector<std::string>{"a", "", "gene with \xc3\xa9"}));
  EXPECT_EQ(file.list_attribute("/data", "list"), (std::vector<std::string>{"x", "longer"}));
  EXPECT_EQ(file.text_attribute("/data", "text"), "hello");
  EXPECT_EQ(file.number_attribute("/", "number"), 0.25);
  EXPECT_EQ(file.integer_attribute("/", "integer"), std::int64_t{1} << 40);
  EXPECT_EQ(file.children("/"), (std::vector<std::string>{"data", "names"}));
  EXPECT_TRUE(file.has("/data/vector"));
  EXPECT_FALSE(file.has("/nothing/here"));
}

TEST_F(Hdf5File, LeavesNothingWithoutCommit) {
  {
    auto file = File::create(path_, ranks_);
    file.create_vector<float>("/x", 3);
  }
  ranks_.barrier();
  EXPECT_FALSE(fs::exists(path_));
}

// Names in `directory` but for this one.
std::vector<std::string> others(const fs::path& directory, const std::string& name) {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.path().filename() != name) found.push_back(entry.path().filename().string());
  }
  return found;
}

TEST_F(Hdf5File, WhatOneRankCannotWriteIsThrownOnAll) {
  const int failing = ranks_.size() - 1;
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
  const auto message = test::error_of<DataError>([&] {
    auto file = File::create(path_, ranks_);
    constexpr std::size_t rows = 1000;
    file.create_matrix<float>("/x", {rows * static_cast<std::size_t>(ranks_.size()), 1000});
    rlimit small = before;
    small.rlim_cur = 4096;
    if (ranks_.rank() == failing) setrlimit(RLIMIT_FSIZE, &small);
    const Matrix<float> block(rows, 1000);
    file.write_block<float>("/x", {rows * static_cast<std::size_t>(ranks_.rank()), 0}, block.view());
    setrlimit(RLIMIT_FSIZE, &before);
    if (ranks_.rank() == failing) {
      test::expect_error<DataError>([&] { file.require_written(); }, "cannot write");
    } else {
      EXPECT_NO_THROW(file.require_written());
    }
    file.commit();
  });
  std::signal(SIGXFSZ, old_handler);
  test::expect_in("File too large; the disk may be full", message);
  if (failing > 0) test::expect_in("rank " + std::to_string(failing) + " on host ", message);
  ranks_.barrier();
  EXPECT_FALSE(fs::exists(path_));
  for (const auto& name : others(path_.parent_path(), "")) {
    EXPECT_EQ(name.find(path_.filename().string() + "."), std::string::npos) << name;
  }
}

TEST_F(Hdf5File, WritesThroughNoLinkAndOverNothingButFiles) {
  const auto directory = fs::temp_directory_path() / ("lampyris_links_" + std::to_string(ranks_.size()));
  if (ranks_.rank() == 0) {
    fs::remove_all(directory);
    fs::create_directories(directory);
    std::ofstream(directory / "foreign") << "keep me";
    fs::create_symlink(directory / "foreign", directory / "x.h5.partial");
    fs::create_symlink(directory / "foreign", directory / "x.h5");
  }
  ranks_.barrier();
  {
    auto file = File::create(directory / "x.h5", ranks_);
    file.write<float>("/x", std::vector<float>{1, 2});
    ranks_.barrier();
    EXPECT_EQ(others(directory, "foreign").size(), 3U);  // the two links, and one of a new name
    ranks_.barrier();
    file.commit();
  }
  std::string kept;
  std::getline(std::ifstream(directory / "foreign"), kept);
  EXPECT_EQ(kept, "keep me");
  EXPECT_EQ(File::open(directory / "x.h5", ranks_).read<float>("/x"), (std::vector<float>{1, 2}));
  EXPECT_FALSE(fs::is_symlink(directory / "x.h5"));
  test::expect_error<DataError>([&] { File::create(directory, ranks_); }, "is a directory");
  test::expect_error<DataError>([&] { File::create("/dev/null", ranks_); }, "it is a device");
  ranks_.barrier();
  if (ranks_.rank() == 0) fs::remove_all(directory);
}

TEST_F(Hdf5File, PutsBlocksOfAnyShapeIntoTheirTiles) {
  const mpi::RankWorld world(ranks_);
  const Slice mine = world.share(23);
  {
    auto file = File::create(path_, ranks_);
    file.create_matrix<double>("/x", {23, 17}, {5, 4});
    Matrix<double> block(mine.count, 20);
    for (std::size_t i = 0; i < mine.count; ++i) {
      for (std::size_t j = 0; j < 17; ++j) block(i, j) = static_cast<double>(100 * (mine.offset + i) + j);
    }
    const auto part = [&](std::size_t first, std::size_t columns) {
      return MatrixView<const double>(block.data() + first, mine.count, columns, 20);
    };
    file.write_block<double>("/x", {mine.offset, 0}, part(0, 7));
    file.write_block<double>("/x", {mine.offset, 7}, part(7, 10));
    file.commit();
  }
  const auto file = File::open(path_, ranks_);
  EXPECT_EQ(file.chunk("/x"), (std::vector<std::size_t>{5, 4}));
  const auto values = file.read_block<double>("/x", {0, 23}, {0, 17});
  for (std::size_t i = 0; i < 23; ++i) {
    for (std::size_t j = 0; j < 17; ++j) EXPECT_EQ(values(i, j), static_cast<double>(100 * i + j));
  }
}

TEST_F(Hdf5File, SaysWhatIsWrong) {
  const auto message = [&](const fs::path& path) {
    return test::error_of<DataError>([&] {
      const auto file = File::open(path, ranks_);
      (void)file.dims("/missing");
    });
  };
  EXPECT_EQ(message("/no/such.h5"), "/no/such.h5: no such file");
  if (ranks_.rank() == 0) std::ofstream(path_) << "text";
  ranks_.barrier();
  EXPECT_EQ(message(path_), path_.string() + ": not an HDF5 file, or a truncated one");
  ranks_.barrier();
  File::create(path_, ranks_).commit();
  EXPECT_NE(message(path_).find("cannot find dataset /missing"), std::string::npos);
  test::expect_error<DataError>([&] { File::create("/no/such/directory/x.h5", ranks_); }, "cannot write");
}

}  // namespace
}  // namespace lampyris::io::h5
