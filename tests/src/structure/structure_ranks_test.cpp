// SPDX-License-Identifier: Apache-2.0
// Everything about structure has the same bits on any number of ranks as on one.
#include <gtest/gtest.h>

#include <cstring>

#include "mpi/communicator.hpp"
#include "src/structure/sample_embedding.hpp"
#include "src/structure/structure_analysis.hpp"
#include "tests/src/structure/structure_data.hpp"

namespace lampyris {
namespace {

template <class T>
void expect_same_bits(std::span<const T> a, std::span<const T> b) {
  ASSERT_EQ(a.size(), b.size());
  EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size_bytes()), 0);
}

void expect_same(double a, double b) {
  expect_same_bits<double>({&a, 1}, {&b, 1});
}

TEST(StructureRanks, AnalysisEqualsThatOfOneProcess) {
  const auto ranks = mpi::Communicator::world();
  const mpi::RankWorld world(ranks);
  std::vector<Representation> representations;
  representations.push_back({"layer1", false, test::codes(test::samples, 40)});
  representations.push_back({"layer2", false, test::codes(test::samples, 3)});
  representations.push_back({"pca", true, test::codes(test::samples, 5)});
  const std::vector<Labelling> labellings{test::labelling(), test::weak_labelling()};
  NoProgress quiet;
  NoKeptUnits none;
  const StructureOptions options{.permutations = 101};
  const auto rows = analyse_structure(representations, labellings, options, world, quiet, none);
  const auto alone = analyse_structure(representations, labellings, options, SingleWorld(), quiet, none);
  ASSERT_EQ(rows.size(), alone.size());
  for (std::size_t r = 0; r < rows.size(); ++r) {
    expect_same(rows[r].silhouette, alone[r].silhouette);
    expect_same(rows[r].p, alone[r].p);
    expect_same(rows[r].neighbour_accuracy, alone[r].neighbour_accuracy);
    expect_same(rows[r].nmi, alone[r].nmi);
    expect_same(rows[r].ari, alone[r].ari);
    expect_same(rows[r].p_against_linear, alone[r].p_against_linear);
    expect_same_bits<double>(rows[r].by_class, alone[r].by_class);
  }
}

TEST(StructureRanks, MoreRanksThanSamplesAndPermutations) {
  const auto ranks = mpi::Communicator::world();
  const mpi::RankWorld world(ranks);
  std::vector<Representation> representations;
  representations.push_back({"pca", true, test::codes(5, 2)});
  const std::vector<Labelling> labellings{make_labelling("x", {"a", "b", "a", "b", "b"})};
  NoProgress quiet;
  NoKeptUnits none;
  const StructureOptions options{.permutations = 2, .starts = 1};
  const auto rows = analyse_structure(representations, labellings, options, world, quiet, none);
  const auto alone = analyse_structure(representations, labellings, options, SingleWorld(), quiet, none);
  expect_same(rows[0].silhouette, alone[0].silhouette);
  expect_same(rows[0].p, alone[0].p);
  expect_same(rows[0].ari, alone[0].ari);
}

TEST(StructureRanks, MapEqualsThatOfOneProcess) {
  const auto ranks = mpi::Communicator::world();
  const auto codes = test::codes(test::samples, 33);
  expect_same_bits<double>(principal_plane(codes.view(), mpi::RankWorld(ranks)).values(),
                           principal_plane(codes.view(), SingleWorld()).values());
}

}  // namespace
}  // namespace lampyris
