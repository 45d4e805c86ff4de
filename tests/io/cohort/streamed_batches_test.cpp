// SPDX-License-Identifier: Apache-2.0
#include "io/cohort/streamed_batches.hpp"

#include <gtest/gtest.h>
#include <hdf5.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <numeric>
#include <string>
#include <vector>

#include "io/hdf5/handle.hpp"
#include "src/base/error.hpp"
#include "src/training/batches/resident_batches.hpp"
#include "tests/io/cohort/scaled_cohort.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::io {
namespace {

using test::cohort_genes;
using test::cohort_samples;

template <class Number>
void expect_same(const Batch& streamed, const Batch& resident, const std::string& where) {
  ASSERT_TRUE(std::ranges::equal(streamed.members, resident.members)) << where;
  ASSERT_EQ(streamed.samples, resident.samples) << where;
  ASSERT_EQ(streamed.epoch, resident.epoch) << where;
  const auto& a = std::get<MatrixView<const Number>>(streamed.values);
  const auto& b = std::get<MatrixView<const Number>>(resident.values);
  ASSERT_EQ(a.rows(), b.rows()) << where;
  ASSERT_EQ(a.columns(), b.columns()) << where;
  for (std::size_t i = 0; i < a.rows(); ++i) {
    ASSERT_EQ(std::memcmp(a.row(i).data(), b.row(i).data(), a.columns() * sizeof(Number)), 0)
        << where << ", row " << i;
  }
}

/// Both kinds of batches of a part, and what the resident ones need.
template <class Number>
struct Pair {
  Pair(const std::filesystem::path& path, const StreamedPart& part, std::size_t batch)
      : plan{part.samples.size(), batch, 7},
        values(test::scaled_by_hand<Number>(
            std::span(part.samples).subspan(part.held.offset, part.held.count), part.genes)),
        resident(values.view(), part.held, plan),
        streamed(path, part, test::cohort_scaling(), plan) {}

  void compare(std::size_t epoch, std::size_t first_step, std::size_t stride = 1) {
    resident.begin_epoch(epoch, first_step);
    streamed.begin_epoch(epoch, first_step);
    for (std::size_t step = first_step; step < plan.steps(); step += stride) {
      expect_same<Number>(streamed.batch(step), resident.batch(step),
                          "epoch " + std::to_string(epoch) + ", step " + std::to_string(step));
    }
  }

  BatchPlan plan;
  Matrix<Number> values;
  ResidentBatches<Number> resident;
  StreamedBatches<Number> streamed;
};

std::vector<std::size_t> every_third_left_out() {
  std::vector<std::size_t> samples;
  for (std::size_t i = 0; i < cohort_samples; ++i) {
    if (i % 3 != 1) samples.push_back(i);
  }
  return samples;
}

template <class Number>
class StreamedBatchesOf : public testing::Test {};
using Kinds = testing::Types<float, bfloat16>;
TYPED_TEST_SUITE(StreamedBatchesOf, Kinds);

TYPED_TEST(StreamedBatchesOf, AreTheResidentOnes) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  test::write_scaled_cohort(directory / "cohort.h5", ranks);
  const auto samples = every_third_left_out();
  const auto groups = static_cast<std::size_t>(ranks.size());
  const auto group = static_cast<std::size_t>(ranks.rank());
  const Slice mine = samples_of_group(samples.size(), groups, group);
  const Slice genes = part_of(cohort_genes, groups, group);
  for (const StreamedPart& part :
       {StreamedPart{samples, mine, {0, cohort_genes}}, StreamedPart{samples, {0, samples.size()}, genes},
        StreamedPart{samples, mine, {1000, 50}}, StreamedPart{samples, {3, 1}, {1024, 1024}},
        StreamedPart{samples, {5, 0}, genes}, StreamedPart{samples, mine, {9, 0}}}) {
    Pair<TypeParam> pair(directory / "cohort.h5", part, 64);
    EXPECT_EQ(pair.streamed.most_rows(), pair.resident.most_rows());
    pair.compare(0, 0);
    pair.compare(1, 0);
    pair.compare(4, 3);
  }
}

TYPED_TEST(StreamedBatchesOf, MayBeLeftInMidEpoch) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  test::write_scaled_cohort(directory / "cohort.h5", ranks);
  const auto samples = every_third_left_out();
  Pair<TypeParam> pair(directory / "cohort.h5", {samples, {0, samples.size()}, {900, 200}}, 7);
  for (std::size_t epoch = 0; epoch < 20; ++epoch) {
    pair.streamed.begin_epoch(epoch, epoch % 5);
    if (epoch % 2 == 0) static_cast<void>(pair.streamed.batch(epoch % 5));
  }
  pair.compare(20, 1, 5);  // more than are read ahead
  pair.compare(21, 0);
  pair.compare(0, pair.plan.steps());
  pair.compare(0, pair.plan.steps() - 1);
  expect_same<TypeParam>(pair.streamed.batch(2), pair.resident.batch(2), "back");
  expect_same<TypeParam>(pair.streamed.batch(2), pair.resident.batch(2), "again");
  EXPECT_THROW(static_cast<void>(pair.streamed.batch(pair.plan.steps())), std::logic_error);
  pair.streamed.begin_epoch(22, 0);  // and the thread is busy when all ends
}

TEST(StreamedBatches, SayWhenTheFileIsCutShort) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  test::write_scaled_cohort(directory / "cohort.h5", ranks);
  const std::string own = "cohort-" + std::to_string(ranks.rank()) + ".h5";
  std::filesystem::copy_file(directory / "cohort.h5", directory / own);
  const auto samples = every_third_left_out();
  StreamedBatches<float> batches(directory / own, {samples, {0, samples.size()}, {0, cohort_genes}},
                                 test::cohort_scaling(), {samples.size(), 16, 1});
  batches.begin_epoch(0, 0);
  EXPECT_EQ(rows_of(batches.batch(0).values), 16U);
  std::filesystem::resize_file(directory / own, 1U << 20);
  const auto read_on = [&] {
    for (std::size_t step = 1; step < batches.plan().steps(); ++step) static_cast<void>(batches.batch(step));
  };
  for (int i = 0; i < 2; ++i) {
    test::expect_error<DataError>(read_on, own + ": ends within /expression, at sample");
    batches.begin_epoch(1, 0);
  }
}

struct Storage {
  hid_t type = H5T_IEEE_F32LE;
  bool chunked = true, shuffled = false, written = true;
  hsize_t user_block = 0;
};

/// Another program's file with /expression of 20 × 30.
void write_other(const std::filesystem::path& path, const Storage& storage) {
  const h5::Properties whole(H5Pcreate(H5P_FILE_CREATE));
  H5Pset_userblock(whole.id(), storage.user_block);
  const h5::OpenFile file(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, whole.id(), H5P_DEFAULT));
  const std::array<hsize_t, 2> dims{20, 30};
  const std::array<hsize_t, 2> chunk{8, 16};
  const h5::Properties create(H5Pcreate(H5P_DATASET_CREATE));
  if (storage.chunked) H5Pset_chunk(create.id(), 2, chunk.data());
  if (storage.shuffled) H5Pset_shuffle(create.id());
  const h5::Space space(H5Screate_simple(2, dims.data(), nullptr));
  const h5::Dataset dataset(
      H5Dcreate2(file.id(), "expression", storage.type, space.id(), H5P_DEFAULT, create.id(), H5P_DEFAULT));
  const std::vector<float> values(600, 1.0F);
  if (storage.written) {
    ASSERT_GE(H5Dwrite(dataset.id(), H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()), 0);
  }
}

void stream(const std::filesystem::path& path, std::size_t count) {
  std::vector<std::size_t> samples(count);
  std::iota(samples.begin(), samples.end(), std::size_t{0});
  StreamedBatches<float>(path, {samples, {0, count}, {0, 30}}, test::cohort_scaling(), {count, 4, 1})
      .begin_epoch(0, 0);
}

TEST(StreamedBatches, RefuseOtherStorage) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  const auto path = directory / ("other-" + std::to_string(ranks.rank()) + ".h5");
  const auto expect = [&](const Storage& storage, const std::string& reason, std::size_t count = 20) {
    write_other(path, storage);
    EXPECT_EQ(test::error_of<DataError>([&] { stream(path, count); }),
              path.string() + ": /expression " + reason + ", so it cannot be streamed: import it again");
  };
  write_other(path, {});
  EXPECT_NO_THROW(stream(path, 20));
  expect({.chunked = false}, "is not stored in chunks");
  expect({.shuffled = true}, "is compressed or otherwise filtered");
  expect({.type = H5T_IEEE_F64LE}, "is not little-endian float32");
  expect({.type = H5T_IEEE_F32BE}, "is not little-endian float32");
  expect({.written = false}, "was not written at row 0, column 0");
  expect({.user_block = 512}, "lies in a file with a user block");
  expect({}, "is 20 × 30 and ends before row 21, column 30", 21);
  test::expect_error<DataError>([&] { stream(directory / "absent.h5", 20); }, "absent.h5: no such file");
}

}  // namespace
}  // namespace lampyris::io
