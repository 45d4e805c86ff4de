// SPDX-License-Identifier: Apache-2.0
#include "io/files/atomic_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "io/files/sha256.hpp"
#include "src/base/error.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::io {
namespace {

namespace fs = std::filesystem;

std::string content_of(const fs::path& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class AtomicFile : public testing::Test {
 protected:
  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(shared.path()), fs::directory_iterator()));
  }
  mpi::Communicator ranks = mpi::Communicator::world();
  test::SharedDirectory shared{ranks};
};

TEST_F(AtomicFile, ReplacesAFileAndLeavesNothingBeside) {
  write_atomically(shared.path() / "a", "one");
  write_atomically(shared.path() / "a", "two");
  EXPECT_EQ(content_of(shared.path() / "a"), "two");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(AtomicFile, DirectoriesAreMadeWhereThereAreNone) {
  EXPECT_FALSE(make_directories(shared.path() / "a" / "b" / "c"));
  EXPECT_TRUE(fs::is_directory(shared.path() / "a" / "b" / "c"));
  EXPECT_FALSE(make_directories(shared.path() / "a" / "d" / ""));
  EXPECT_TRUE(fs::is_directory(shared.path() / "a" / "d"));
  std::ofstream(shared.path() / "file") << "a file";
  EXPECT_TRUE(make_directories(shared.path() / "file" / "b"));
}

TEST_F(AtomicFile, IsAsReadableAsOthers) {
  write_atomically(shared.path() / "a", "one");
  std::ofstream(shared.path() / "b") << "usual";
  EXPECT_EQ(fs::status(shared.path() / "a").permissions(), fs::status(shared.path() / "b").permissions());
}

TEST_F(AtomicFile, ReplacesALinkNotWhatItLeadsTo) {
  std::ofstream(shared.path() / "precious") << "kept";
  fs::create_symlink(shared.path() / "precious", shared.path() / "a");
  write_atomically(shared.path() / "a", "one");
  EXPECT_EQ(content_of(shared.path() / "precious"), "kept");
  EXPECT_EQ(content_of(shared.path() / "a"), "one");
}

TEST_F(AtomicFile, DoesNotFollowALinkUnderTheOldTemporaryName) {
  std::ofstream(shared.path() / "precious") << "kept";
  fs::create_symlink(shared.path() / "precious", shared.path() / "a.partial");
  write_atomically(shared.path() / "a", "one");
  EXPECT_EQ(content_of(shared.path() / "precious"), "kept");
}

TEST_F(AtomicFile, RefusesWhatIsNoFile) {
  test::expect_error<DataError>([&] { write_atomically(shared.path(), "one"); }, "it is a directory");
  ASSERT_EQ(mkfifo((shared.path() / "pipe").c_str(), 0600), 0);
  test::expect_error<DataError>([&] { write_atomically(shared.path() / "pipe", "one"); }, "it is a device");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(AtomicFile, ATemporaryNameSaysWhatItWasToBecome) {
  const auto temporary = make_temporary(shared.path() / "a.tsv");
  EXPECT_EQ(target_of_temporary(temporary), shared.path() / "a.tsv");
  for (const char* other :
       {"a.partial", ".a.partial", ".a.0123456g.partial", ".01234567.partial", "a.01234567.partial"}) {
    EXPECT_EQ(target_of_temporary(shared.path() / other), std::nullopt) << other;
  }
}

TEST_F(AtomicFile, AGuardThatThrowsLeavesTheOldContent) {
  write_atomically(shared.path() / "a", "one");
  set_write_guard([] { throw Error(ExitCode::failed, "not ours"); });
  test::expect_error<Error>([&] { write_atomically(shared.path() / "a", "two"); }, "not ours");
  set_write_guard(nullptr);
  EXPECT_EQ(content_of(shared.path() / "a"), "one");
  EXPECT_EQ(entries(), 1U);
}

// Values of sha256sum.
TEST_F(AtomicFile, Sha256) {
  const auto abc = shared.path() / "abc";
  const auto none = shared.path() / "none";
  write_atomically(abc, "abc");
  write_atomically(none, "");
  EXPECT_EQ(sha256_of({abc, shared.path() / "missing", none}, ranks),
            (std::vector<std::string>{"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "",
                                      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}));
}

}  // namespace
}  // namespace lampyris::io
