// SPDX-License-Identifier: Apache-2.0
#include "io/run/pca_file.hpp"

#include <gtest/gtest.h>

#include "io/hdf5/file.hpp"
#include "src/base/error.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::io {
namespace {

Pca example_pca() {
  Pca pca;
  pca.mean = {0.5, 1.0 / 3, -2};
  pca.components = Matrix<float>(2, 3);
  for (std::size_t i = 0; i < 6; ++i) pca.components.values()[i] = 0.1F * static_cast<float>(i) - 0.2F;
  pca.explained_variance = {3, 2, 1e-17};
  pca.total_variance = 5;
  return pca;
}

TEST(PcaFile, ReadsWhatWasWritten) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  const Pca pca = example_pca();
  const std::vector<std::string> genes{"TP53", "IL2", "α"};
  write_pca(directory.path() / "pca.h5", pca, genes, ranks);
  const auto stored = read_pca(directory.path() / "pca.h5", ranks);
  EXPECT_EQ(stored.genes, genes);
  EXPECT_EQ(stored.pca.mean, pca.mean);
  EXPECT_EQ(stored.pca.explained_variance, pca.explained_variance);
  EXPECT_EQ(stored.pca.total_variance, 5);
  ASSERT_EQ(stored.pca.components.rows(), 2U);
  EXPECT_TRUE(std::ranges::equal(stored.pca.components.values(), pca.components.values()));
}

TEST(PcaFile, EveryRankWritesTheScoresOfItsSamples) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  const std::vector<std::string> samples{"s1", "s2", "s3", "s4", "s5"};
  const Slice mine = mpi::RankWorld(ranks).share(5);
  Matrix<float> scores(mine.count, 2);
  for (std::size_t i = 0; i < mine.count; ++i) {
    scores(i, 0) = static_cast<float>(mine.offset + i);
    scores(i, 1) = -scores(i, 0);
  }
  const Scaling scaling{"minmax", {1, 2, 3}, {4, 5, 6}, 0, 1, {7, 8, 9}};
  const auto path = directory / "pca.h5";
  require_writable_pca(path, ranks);
  EXPECT_FALSE(std::filesystem::exists(path));
  write_pca(path, example_pca(), {"a", "b", "c"},
            {"randomised", {{"power", 8}}, scaling, samples, mine, scores.view()}, ranks);

  EXPECT_EQ(read_pca(path, ranks).pca.mean, example_pca().mean);
  const auto file = h5::File::open(path, ranks);
  EXPECT_EQ(file.text_attribute("/", "scale"), "minmax");
  EXPECT_EQ(file.text_attribute("/", "method"), "randomised");
  EXPECT_EQ(file.integer_attribute("/", "power"), 8);
  EXPECT_EQ(file.read_strings("/samples/id"), samples);
  EXPECT_EQ(file.read<float>("/scaling/factor"), scaling.factor);
  const auto all = file.read_block<float>("/scores", {0, 5}, {0, 2});
  for (std::size_t i = 0; i < 5; ++i) {
    EXPECT_EQ(all(i, 0), static_cast<float>(i));
    EXPECT_EQ(all(i, 1), -static_cast<float>(i));
  }
}

TEST(PcaFile, KnowsBeforeTheWorkThatItCannotWrite) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  test::expect_error<DataError>([&] { require_writable_pca(directory.path(), ranks); }, "is a directory");
  test::expect_error<DataError>([&] { require_writable_pca(directory / "no/such/pca.h5", ranks); },
                                "cannot write");
  ranks.barrier();
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

TEST(PcaFile, RefusesWhatIsNoPca) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  test::expect_error<DataError>([&] { (void)read_pca(directory / "missing.h5", ranks); }, "no such file");
  {
    auto file = h5::File::create(directory.path() / "other.h5", ranks);
    file.set_attribute("/", "format", std::string("something else"));
    file.commit();
  }
  test::expect_error<DataError>([&] { (void)read_pca(directory / "other.h5", ranks); }, "not a PCA");
  write_pca(directory.path() / "short.h5", example_pca(), {"TP53", "IL2"}, ranks);
  test::expect_error<DataError>([&] { (void)read_pca(directory / "short.h5", ranks); },
                                "one value for each of 2 genes");
}

}  // namespace
}  // namespace lampyris::io
