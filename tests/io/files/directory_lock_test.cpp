// SPDX-License-Identifier: Apache-2.0
#include "io/files/directory_lock.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include "src/base/error.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::io {
namespace {

namespace fs = std::filesystem;

class Lock : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(file.parent_path()); }
  void TearDown() override {
    unsetenv("SLURM_JOB_ID");
    unsetenv("SLURM_RESTART_COUNT");
  }
  static void restart(const char* count) {
    setenv("SLURM_JOB_ID", "77", 1);
    setenv("SLURM_RESTART_COUNT", count, 1);
  }
  void write_holder(const std::string& host) const {
    std::ofstream(file)
        << R"({"host":")" << host
        << R"(","pid":1,"started":"2026-01-01T00:00:00Z","slurm_job":"","restarts":0,"token":"a"})";
  }
  mpi::Communicator ranks = mpi::Communicator::world();
  test::SharedDirectory shared{ranks};
  fs::path file = shared.path() / "run" / ".lampyris" / "lock";
};

TEST_F(Lock, RefusesASecondHolderAndNamesTheFirst) {
  const DirectoryLock first({file});
  EXPECT_FALSE(first.taken_over());
  test::expect_error<UsageError>([&] { DirectoryLock({file}); }, "process " + std::to_string(getpid()));
  first.require_held();
}

TEST_F(Lock, IsFreeAfterwards) {
  { const DirectoryLock first({file}); }
  const DirectoryLock second({file});
  EXPECT_FALSE(second.taken_over());
}

TEST_F(Lock, OfADeadProcessIsTakenOver) {
  const pid_t child = fork();
  if (child == 0) {
    DirectoryLock left({file});
    _exit(0);  // without giving it back
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  const DirectoryLock next({file});
  ASSERT_TRUE(next.taken_over());
  EXPECT_EQ(next.taken_over()->pid, child);
}

TEST_F(Lock, OfAnotherHostIsTakenOverWhenItsLeaseHasEnded) {
  write_holder("elsewhere");
  const DirectoryLock next({file, 0.5});
  ASSERT_TRUE(next.taken_over());
  EXPECT_EQ(next.taken_over()->host, "elsewhere");
}

TEST_F(Lock, AnEarlierStartOfTheSameJobLosesIt) {
  restart("0");
  const DirectoryLock old({file});
  restart("1");
  std::optional<DirectoryLock> next;
  next.emplace(DirectoryLock::Options{file});
  test::expect_error<Error>([&] { old.require_held(); }, "has taken this directory over");
  next->require_held();
  // A start that comes late has lost before it begins.
  restart("0");
  test::expect_error<UsageError>([&] { DirectoryLock({file}); }, "another run works there");
}

TEST_F(Lock, OfAnotherJobIsNotTakenOver) {
  restart("0");
  const DirectoryLock old({file});
  setenv("SLURM_JOB_ID", "78", 1);
  test::expect_error<UsageError>([&] { DirectoryLock({file}); }, "another run works there");
}

TEST_F(Lock, IsNoLink) {
  std::ofstream(shared.path() / "other") << "text";
  fs::create_symlink(shared.path() / "other", file);
  test::expect_error<DataError>([&] { DirectoryLock({file}); }, "cannot write");
}

}  // namespace
}  // namespace lampyris::io
