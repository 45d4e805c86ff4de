// SPDX-License-Identifier: Apache-2.0
#include "io/hdf5/deflated_chunks.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "io/hdf5/handle.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::io::h5 {
namespace {

constexpr std::array<hsize_t, 2> dims{23, 17};  // no multiples of the chunk
constexpr std::array<hsize_t, 2> chunk{5, 4};

struct Storage {
  bool shuffle = false;
  bool deflate = true;
  bool write = true;
};

/// A file in memory with one dataset; value (i, j) is 100 i + j.
class Stored {
 public:
  Stored(hid_t type, const Storage& storage) {
    const Properties memory(H5Pcreate(H5P_FILE_ACCESS));
    H5Pset_fapl_core(memory.id(), 1 << 16, false);
    static int count = 0;
    const auto name = "deflated_" + std::to_string(++count);
    file_ = OpenFile(H5Fcreate(name.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, memory.id()));
    const Properties create(H5Pcreate(H5P_DATASET_CREATE));
    H5Pset_chunk(create.id(), 2, chunk.data());
    if (storage.shuffle) H5Pset_shuffle(create.id());
    if (storage.deflate) H5Pset_deflate(create.id(), 4);
    const Space space(H5Screate_simple(2, dims.data(), nullptr));
    dataset_ = Dataset(H5Dcreate2(file_.id(), "x", type, space.id(), H5P_DEFAULT, create.id(), H5P_DEFAULT));
    std::vector<float> values;
    for (std::size_t i = 0; i < dims[0]; ++i) {
      for (std::size_t j = 0; j < dims[1]; ++j) values.push_back(static_cast<float>(100 * i + j));
    }
    if (storage.write)
      H5Dwrite(dataset_.id(), H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data());
    EXPECT_GE(H5Fflush(file_.id(), H5F_SCOPE_LOCAL), 0);
    EXPECT_TRUE(dataset_.valid());
  }
  [[nodiscard]] hid_t dataset() const { return dataset_.id(); }

 private:
  OpenFile file_;
  Dataset dataset_;
};

class DeflatedChunksTest : public testing::Test {
 protected:
  DeflatedChunks chunks_;
  DeflatedChunks::Found found_ = DeflatedChunks::Found::for_hdf5;  // at the last read

  void SetUp() override {
#ifndef LAMPYRIS_DEFLATE
    GTEST_SKIP() << "built without libdeflate";
#endif
  }
  bool read(const Stored& stored, std::array<std::size_t, 2> first, std::array<std::size_t, 2> size) {
    // Wider than the block, as a part of a larger matrix is.
    Matrix<float> into(size[0], size[1] + 3);
    const MatrixView<float> block(into.data(), size[0], size[1], into.columns());
    found_ = chunks_.read(stored.dataset(), first, block);
    if (found_ != DeflatedChunks::Found::block) return false;
    for (std::size_t i = 0; i < size[0]; ++i) {
      for (std::size_t j = 0; j < size[1]; ++j) {
        EXPECT_EQ(block(i, j), static_cast<float>(100 * (first[0] + i) + first[1] + j)) << i << ", " << j;
      }
      for (std::size_t j = size[1]; j < into.columns(); ++j) EXPECT_EQ(into(i, j), 0.0F);
    }
    return true;
  }
};

TEST_F(DeflatedChunksTest, GivesEveryTypeWithAndWithoutShuffle) {
  for (const hid_t type : {H5T_NATIVE_FLOAT, H5T_NATIVE_DOUBLE, H5T_NATIVE_INT16, H5T_NATIVE_UINT16,
                           H5T_NATIVE_INT32, H5T_NATIVE_UINT32, H5T_NATIVE_INT64, H5T_NATIVE_UINT64}) {
    for (const bool shuffle : {false, true}) {
      const Stored stored(type, {.shuffle = shuffle});
      EXPECT_TRUE(read(stored, {0, 0}, {dims[0], dims[1]}));
      EXPECT_TRUE(read(stored, {5, 4}, {10, 8}));
      EXPECT_TRUE(read(stored, {20, 16}, {3, 1}));
    }
  }
}

TEST_F(DeflatedChunksTest, LeavesTheRestToHdf5) {
  const Stored stored(H5T_NATIVE_INT32, {});
  EXPECT_FALSE(read(stored, {1, 0}, {5, 4}));
  EXPECT_FALSE(read(stored, {0, 0}, {5, 3}));
  EXPECT_FALSE(read(stored, {20, 16}, {5, 4}));  // beyond the end
  EXPECT_FALSE(read(Stored(H5T_NATIVE_INT32, {.deflate = false}), {0, 0}, {5, 4}));
  EXPECT_FALSE(read(Stored(H5T_NATIVE_INT32, {.shuffle = true, .deflate = false}), {0, 0}, {5, 4}));
  EXPECT_FALSE(read(Stored(H5T_NATIVE_INT32, {.write = false}), {0, 0}, {5, 4}));
  EXPECT_FALSE(read(Stored(H5T_STD_I32BE, {}), {0, 0}, {5, 4}));
}

TEST_F(DeflatedChunksTest, FindsDamage) {
  for (const std::size_t length : {1, 40, 5000}) {
    const Stored stored(H5T_NATIVE_INT32, {});
    const std::vector<unsigned char> damage(length, 0x78);
    const std::array<hsize_t, 2> first{5, 4};
    ASSERT_GE(H5Dwrite_chunk(stored.dataset(), H5P_DEFAULT, 0, first.data(), damage.size(), damage.data()),
              0);
    EXPECT_FALSE(read(stored, {5, 4}, {5, 4}));
    EXPECT_EQ(found_, length == 5000 ? DeflatedChunks::Found::for_hdf5 : DeflatedChunks::Found::damage);
    EXPECT_TRUE(read(stored, {0, 0}, {5, 4}));
  }
}

}  // namespace
}  // namespace lampyris::io::h5
