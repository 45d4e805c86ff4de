// SPDX-License-Identifier: Apache-2.0
#include "io/run/attribution_file.hpp"

#include <gtest/gtest.h>

#include "io/hdf5/file.hpp"
#include "src/base/error.hpp"
#include "tests/support/expect_error.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::io {
namespace {

const std::vector<std::string> genes{"TP53", "IL2", "α"};

float score(std::size_t layer, std::size_t node, std::size_t gene) {
  return static_cast<float>(layer) - 0.25F * static_cast<float>(node) + 0.5F * static_cast<float>(gene);
}

TEST(AttributionFile, ReadsWhatEachRankWroteOfItsNodes) {
  const auto ranks = mpi::Communicator::world();
  const mpi::RankWorld world(ranks);
  const test::SharedDirectory directory(ranks);
  const std::vector<std::size_t> nodes{7, 2};
  {
    AttributionWriter writer(directory / "a.h5", {genes, nodes, "light-up", "min", "max"}, ranks);
    for (std::size_t layer = 1; layer <= 2; ++layer) {
      const Slice mine = world.share(nodes[layer - 1]);
      for (std::size_t node = mine.offset; node < mine.end(); ++node) {
        Matrix<float> block(1, 3);
        for (std::size_t g = 0; g < 3; ++g) block(0, g) = score(layer, node, g);
        writer.write(layer, node, block.view());
      }
    }
    writer.finish();
  }
  const AttributionFile file(directory / "a.h5", ranks);
  EXPECT_EQ(file.genes(), genes);
  ASSERT_EQ(file.layers(), 2U);
  EXPECT_EQ(file.nodes(1), 7U);
  EXPECT_EQ(file.nodes(2), 2U);
  const auto some = file.read(1, {3, 4});
  ASSERT_EQ(some.rows(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    for (std::size_t g = 0; g < 3; ++g) EXPECT_EQ(some(i, g), score(1, 3 + i, g));
  }
  EXPECT_EQ(file.read(2, {1, 1})(0, 2), score(2, 1, 2));
}

TEST(AttributionFile, WithoutFinishNothingRemains) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  { const AttributionWriter writer(directory / "a.h5", {genes, {4}, "light-up", "min", "max"}, ranks); }
  ranks.barrier();
  EXPECT_TRUE(std::filesystem::is_empty(directory.path()));
}

TEST(AttributionFile, RefusesWhatIsNoAttribution) {
  const auto ranks = mpi::Communicator::world();
  const test::SharedDirectory directory(ranks);
  test::expect_error<DataError>([&] { AttributionFile(directory / "missing.h5", ranks); }, "no such file");
  {
    auto other = h5::File::create(directory / "other.h5", ranks);
    other.write_strings("/genes/id", genes);
    other.commit();
  }
  test::expect_error<DataError>([&] { AttributionFile(directory / "other.h5", ranks); },
                                "not a lampyris attribution");
  {
    auto bad = h5::File::create(directory / "bad.h5", ranks);
    bad.set_attribute("/", "format", std::string("lampyris-attribution"));
    bad.set_attribute("/", "version", std::int64_t{1});
    bad.write_strings("/genes/id", genes);
    bad.create_matrix<float>("/layers/1/scores", {4, 5});
    bad.commit();
  }
  test::expect_error<DataError>([&] { AttributionFile(directory / "bad.h5", ranks); },
                                "/layers/1/scores must be");
}

}  // namespace
}  // namespace lampyris::io
