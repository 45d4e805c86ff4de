// SPDX-License-Identifier: Apache-2.0
#include "io/files/unit_files.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "mpi/communicator.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::io {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;

std::string unit_of(int rank) {
  return "unit " + std::to_string(rank);
}

void flip_a_bit(const fs::path& path, std::uintmax_t at) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekg(static_cast<std::streamoff>(at));
  const auto byte = static_cast<char>(file.get() ^ 4);
  file.seekp(static_cast<std::streamoff>(at));
  file.put(byte);
}

// Every rank keeps a unit in a run that is killed; what is written at once is found by all.
TEST(UnitFiles, AllRanksFindWhatAnyHasKept) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  const fs::path folder = directory / "units";
  UnitFiles(folder, "a", ranks, seconds(0)).keep(unit_of(ranks.rank()), "bytes " + unit_of(ranks.rank()));
  ranks.barrier();
  UnitFiles second(folder, "a", ranks, seconds(0));
  EXPECT_EQ(second.found(), static_cast<std::size_t>(ranks.size()));
  for (int rank = 0; rank < ranks.size(); ++rank) {
    ASSERT_NE(second.find(unit_of(rank)), nullptr) << rank;
    EXPECT_EQ(*second.find(unit_of(rank)), "bytes " + unit_of(rank));
  }
  EXPECT_EQ(second.find("another"), nullptr);
  ranks.barrier();

  // A second start adds, and loses nothing of the first.
  second.keep("more " + unit_of(ranks.rank()), "x");
  ranks.barrier();
  EXPECT_EQ(UnitFiles(folder, "a", ranks).found(), 2 * static_cast<std::size_t>(ranks.size()));
  EXPECT_EQ(UnitFiles(folder, "b", ranks).found(), 0U) << "of other settings";
}

TEST(UnitFiles, ADamagedFileCountsAsNotThere) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  const fs::path folder = directory / "units";
  UnitFiles(folder, "a", ranks, seconds(0)).keep(unit_of(ranks.rank()), std::string(100, 'x'));
  ranks.barrier();
  const fs::path first = folder / "0.units";
  const auto size = fs::file_size(first);
  for (std::uintmax_t at = 0; at < size; at += 7) {
    if (ranks.rank() == 0) flip_a_bit(first, at);
    ranks.barrier();
    EXPECT_EQ(UnitFiles(folder, "a", ranks).found(), static_cast<std::size_t>(ranks.size()) - 1) << at;
    if (ranks.rank() == 0) flip_a_bit(first, at);
    ranks.barrier();
  }
  EXPECT_EQ(UnitFiles(folder, "a", ranks).found(), static_cast<std::size_t>(ranks.size()));
  ranks.barrier();
  if (ranks.rank() == 0) fs::resize_file(first, size - 1);
  ranks.barrier();
  EXPECT_EQ(UnitFiles(folder, "a", ranks).found(), static_cast<std::size_t>(ranks.size()) - 1);
}

TEST(UnitFiles, WorkThatIsSoonDoneLeavesNothingUnlessItIsInterrupted) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  const fs::path folder = directory / "units";
  { UnitFiles(folder, "a", ranks).keep(unit_of(ranks.rank()), "x"); }
  EXPECT_FALSE(fs::exists(folder));
  ranks.barrier();
  try {
    UnitFiles units(folder, "a", ranks);
    units.keep(unit_of(ranks.rank()), "x");
    throw std::runtime_error("stopped");
  } catch (const std::runtime_error&) {
  }
  ranks.barrier();
  EXPECT_EQ(UnitFiles(folder, "a", ranks).found(), static_cast<std::size_t>(ranks.size()));
  ranks.barrier();
  if (ranks.rank() == 0) remove_units(folder);
  ranks.barrier();
  EXPECT_FALSE(fs::exists(folder));
}

}  // namespace
}  // namespace lampyris::io
