// SPDX-License-Identifier: Apache-2.0
#include "io/hdf5/file_check.hpp"

#include <gtest/gtest.h>
#include <hdf5.h>
#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include "io/hdf5/file_state.hpp"
#include "io/hdf5/handle.hpp"
#include "src/base/error.hpp"
#include "tests/support/expect_error.hpp"

namespace lampyris::io::h5 {
namespace {

namespace fs = std::filesystem;

class FileCheck : public testing::Test {
 protected:
  fs::path path_ = fs::temp_directory_path() / ("lampyris_file_check_" + std::to_string(::getpid()) + ".h5");
  void TearDown() override { fs::remove(path_); }

  void write(const std::function<void(hid_t file)>& fill) const {
    const OpenFile file(H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
    fill(file.id());
  }
  static void add_dataset(hid_t file, const char* name, hid_t creation) {
    const hsize_t size = 4;
    const Space space(H5Screate_simple(1, &size, nullptr));
    const Dataset dataset(
        H5Dcreate2(file, name, H5T_NATIVE_INT32, space.id(), H5P_DEFAULT, creation, H5P_DEFAULT));
    ASSERT_TRUE(dataset.valid());
  }
  [[nodiscard]] std::string refusal() const {
    return test::error_of<DataError>([&] { const OpenFile file(open_to_read(path_)); });
  }
};

TEST_F(FileCheck, LetsOrdinaryFilesPass) {
  write([](hid_t file) {
    add_dataset(file, "x", H5P_DEFAULT);
    H5Lcreate_soft("/x", file, "same", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_soft("/nowhere", file, "dangling", H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_hard(file, "/", file, "round", H5P_DEFAULT, H5P_DEFAULT);
  });
  EXPECT_NO_THROW(const OpenFile file(open_to_read(path_)));
}

TEST_F(FileCheck, RefusesLinksToOtherFiles) {
  write(
      [](hid_t file) { H5Lcreate_external("/etc/hosts", "/there", file, "here", H5P_DEFAULT, H5P_DEFAULT); });
  test::expect_in("/here is a link to /there in another file, /etc/hosts", refusal());
}

TEST_F(FileCheck, RefusesValuesInOtherFiles) {
  write([](hid_t file) {
    const Properties creation(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_external(creation.id(), "/etc/passwd", 0, 16);
    add_dataset(file, "stolen", creation.id());
  });
  test::expect_in("/stolen has its values in another file, /etc/passwd", refusal());
}

TEST_F(FileCheck, RefusesVirtualDatasets) {
  write([](hid_t file) {
    const hsize_t size = 4;
    const Space space(H5Screate_simple(1, &size, nullptr));
    const Properties creation(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_virtual(creation.id(), space.id(), "/home/other.h5", "/data", space.id());
    add_dataset(file, "seen", creation.id());
  });
  test::expect_in("/seen is a virtual dataset of /home/other.h5", refusal());
}

TEST_F(FileCheck, RefusesLinksOfOtherKinds) {
  H5L_class_t kind{};
  kind.version = H5L_LINK_CLASS_T_VERS;
  kind.id = static_cast<H5L_type_t>(H5L_TYPE_UD_MIN + 60);
  kind.comment = "a kind of its own";
  kind.trav_func = [](const char*, hid_t, const void*, size_t, hid_t, hid_t) -> hid_t { return -1; };
  ASSERT_GE(H5Lregister(&kind), 0);
  write([&](hid_t file) { H5Lcreate_ud(file, "odd", kind.id, "x", 1, H5P_DEFAULT, H5P_DEFAULT); });
  H5Lunregister(kind.id);
  test::expect_in("/odd is a link of a kind of its own", refusal());
}

// A file of 0.4 MB whose one chunk would take 400 MB.
TEST_F(FileCheck, RefusesChunksThatWouldTakeAllMemory) {
  write([](hid_t file) {
    const hsize_t size = 100'000'000;
    const Space space(H5Screate_simple(1, &size, nullptr));
    const Properties creation(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_chunk(creation.id(), 1, &size);
    H5Pset_deflate(creation.id(), 9);
    const Dataset bomb(
        H5Dcreate2(file, "bomb", H5T_NATIVE_INT32, space.id(), H5P_DEFAULT, creation.id(), H5P_DEFAULT));
    const std::vector<char> packed(400'000, 1);
    const hsize_t first = 0;
    ASSERT_GE(H5Dwrite_chunk(bomb.id(), H5P_DEFAULT, 0, &first, packed.size(), packed.data()), 0);
  });
  rusage before{};
  rusage after{};
  ::getrusage(RUSAGE_SELF, &before);
  test::expect_in("/bomb has chunks of 400 MB, and 400000 bytes stored in all", refusal());
  ::getrusage(RUSAGE_SELF, &after);
  EXPECT_LT(after.ru_maxrss - before.ru_maxrss, 50'000);  // KB
  ::getrusage(RUSAGE_CHILDREN, &after);
  EXPECT_LT(after.ru_maxrss, 300'000);
}

// Of a text of varying length the dataset has length, place and number; who reads it makes room for the
// length.
TEST_F(FileCheck, RefusesATextLongerThanTheFile) {
  haddr_t place = 0;
  write([&](hid_t file) {
    const hsize_t size = 2;
    const Space space(H5Screate_simple(1, &size, nullptr));
    const Datatype type(H5Tcopy(H5T_C_S1));
    H5Tset_size(type.id(), H5T_VARIABLE);
    const Dataset dataset(
        H5Dcreate2(file, "ids", type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    const char* const texts[] = {"one", "two"};
    ASSERT_GE(H5Dwrite(dataset.id(), type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, texts), 0);
    place = H5Dget_offset(dataset.id());
  });
  EXPECT_NO_THROW(const OpenFile file(open_to_read(path_)));
  const auto forge = [&](char highest) {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(place) + 3);
    file.put(highest);
  };
  forge('\x02');  // 32 MB
  test::expect_in("/ids is damaged: its texts cannot be read", refusal());
  forge('\x7f');  // 2 GB; with sanitizers memory has no limit, and the time that it takes has
  test::expect_in("damaged: ", refusal());
}

TEST_F(FileCheck, LooksAgainWhenTheFileChanged) {
  write([](hid_t file) { add_dataset(file, "x", H5P_DEFAULT); });
  EXPECT_NO_THROW(const OpenFile file(open_to_read(path_)));
  write([](hid_t file) { H5Lcreate_external("other.h5", "/", file, "here", H5P_DEFAULT, H5P_DEFAULT); });
  test::expect_in("another file", refusal());
}

// Every byte of a small file in turn: what is damaged is read, or refused in words.
TEST_F(FileCheck, OutlivesDamage) {
  write([](hid_t file) {
    add_dataset(file, "x", H5P_DEFAULT);
    const Group group(H5Gcreate2(file, "g", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
  });
  std::ifstream input(path_, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(input), std::istreambuf_iterator<char>()};
  for (std::size_t at = 8; at < whole.size(); at += whole.size() / 30) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(~damaged[at]);
    std::ofstream(path_, std::ios::binary) << damaged;
    try {
      const OpenFile file(open_to_read(path_));
    } catch (const DataError& error) {
      test::expect_in(path_.string(), error.what());
    }
  }
}

}  // namespace
}  // namespace lampyris::io::h5
