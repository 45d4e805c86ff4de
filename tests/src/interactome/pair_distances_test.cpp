// SPDX-License-Identifier: Apache-2.0
#include "src/interactome/pair_distances.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "src/interactome/measures.hpp"
#include "src/interactome/searched_pairs.hpp"
#include "tests/src/interactome/graphs.hpp"

namespace lampyris {
namespace {

std::vector<std::uint64_t> count_one(const PairDistances& distances, const Network& network,
                                     const std::vector<std::size_t>& measured) {
  BitSets set(1, network.genes());
  for (const std::size_t gene : measured) set_bit(set.row(0), network.vertex_of(gene).value());
  Matrix<std::uint64_t> counts(1, distances.longest());
  distances.count(set, counts.view());
  return {counts.values().begin(), counts.values().end()};
}

SetMeasures measures_of(const std::vector<std::uint64_t>& pairs_at_distance, std::size_t genes) {
  const InverseDistances inverse(pairs_at_distance.size());
  return inverse.measures(inverse.sum(pairs_at_distance), genes);
}

struct Karate {
  test::Pairs pairs;
  std::vector<std::string> names;
};

// Zachary (1977): 34 members, 78 edges.
Karate karate_club() {
  constexpr std::pair<int, int> edges[] = {
      {2, 1},   {3, 1},   {3, 2},   {4, 1},   {4, 2},   {4, 3},   {5, 1},   {6, 1},   {7, 1},   {7, 5},
      {7, 6},   {8, 1},   {8, 2},   {8, 3},   {8, 4},   {9, 1},   {9, 3},   {10, 3},  {11, 1},  {11, 5},
      {11, 6},  {12, 1},  {13, 1},  {13, 4},  {14, 1},  {14, 2},  {14, 3},  {14, 4},  {17, 6},  {17, 7},
      {18, 1},  {18, 2},  {20, 1},  {20, 2},  {22, 1},  {22, 2},  {26, 24}, {26, 25}, {28, 3},  {28, 24},
      {28, 25}, {29, 3},  {30, 24}, {30, 27}, {31, 2},  {31, 9},  {32, 1},  {32, 25}, {32, 26}, {32, 29},
      {33, 3},  {33, 9},  {33, 15}, {33, 16}, {33, 19}, {33, 21}, {33, 23}, {33, 24}, {33, 30}, {33, 31},
      {33, 32}, {34, 9},  {34, 10}, {34, 14}, {34, 15}, {34, 16}, {34, 19}, {34, 20}, {34, 21}, {34, 23},
      {34, 24}, {34, 27}, {34, 28}, {34, 29}, {34, 30}, {34, 31}, {34, 32}, {34, 33}};
  Karate club;
  for (const auto& [a, b] : edges) club.pairs.emplace_back(test::gene(a - 1), test::gene(b - 1));
  club.names = test::genes(34);
  return club;
}

// Reference: scipy.sparse.csgraph.shortest_path(A, unweighted=True), then bincount and mean of 1/d over
// pairs.
TEST(PairDistances, KarateClubAsScipyHasIt) {
  const auto club = karate_club();
  const Network network(club.pairs, club.names);
  const PairDistances distances(network, SingleWorld());
  EXPECT_EQ(distances.longest(), 5U);
  std::vector<std::size_t> everybody;
  for (std::size_t g = 0; g < 34; ++g) everybody.push_back(g);
  const auto all = count_one(distances, network, everybody);
  EXPECT_EQ(all, (std::vector<std::uint64_t>{78, 265, 137, 73, 8}));
  EXPECT_NEAR(measures_of(all, 34).closeness, 0.4920083184789067, 1e-15);

  const auto some = count_one(distances, network, {0, 1, 2, 3, 8, 13, 33, 32});
  EXPECT_EQ(some, (std::vector<std::uint64_t>{17, 11, 0, 0, 0}));
  EXPECT_NEAR(measures_of(some, 8).closeness, 0.8035714285714286, 1e-15);
  EXPECT_DOUBLE_EQ(measures_of(some, 8).edges, 17);
  EXPECT_DOUBLE_EQ(measures_of(some, 8).density, 17.0 / 28);
}

TEST(PairDistances, PathsPassThroughGenesThatWereNotMeasured) {
  const test::Pairs pairs{{"A", "outside"}, {"outside", "B"}, {"C", "D"}};
  const std::vector<std::string> measured{"A", "B", "C", "D"};
  const Network network(pairs, measured);
  const PairDistances distances(network, SingleWorld());
  const auto counts = count_one(distances, network, {0, 1, 2, 3});
  EXPECT_EQ(counts, (std::vector<std::uint64_t>{1, 1}))
      << "A–B are 2 apart; C–D 1; the other pairs are unconnected";
  EXPECT_DOUBLE_EQ(measures_of(counts, 4).closeness, 1.5 / 6);
}

test::Pairs chain(std::size_t length) {
  test::Pairs pairs;
  for (std::size_t g = 1; g < length; ++g) pairs.emplace_back(test::gene(g - 1), test::gene(g));
  return pairs;
}

// Its ends are farther apart than any real network's.
TEST(PairDistances, LongChain) {
  constexpr std::size_t length = 256;
  const auto names = test::genes(length);
  const Network network(chain(length), names);
  const PairDistances distances(network, SingleWorld());
  ASSERT_TRUE(distances.is_complete());
  ASSERT_EQ(distances.longest(), length - 1);
  std::vector<std::size_t> everyone;
  for (std::size_t g = 0; g < length; ++g) everyone.push_back(g);
  const auto counts = count_one(distances, network, everyone);
  double closeness = 0;
  for (std::size_t d = 1; d < length; ++d) {
    ASSERT_EQ(counts[d - 1], length - d) << "distance " << d;
    closeness += static_cast<double>(length - d) / static_cast<double>(d);
  }
  closeness /= length * (length - 1) / 2.0;
  EXPECT_NEAR(measures_of(counts, length).closeness, closeness, 1e-8 * closeness);
}

TEST(PairDistances, AByteDoesNotHoldALongerChain) {
  const auto names = test::genes(257);
  EXPECT_FALSE(PairDistances(Network(chain(257), names), SingleWorld()).is_complete());
}

// Sparse enough for several components, rare and frequent distances, and more genes than a vector has bits.
TEST(PairDistances, ManySetsAgainstPlainSearch) {
  const auto pairs = test::random_pairs(900, 1100, 3);
  const auto names = test::genes(700);  // the rest was not measured
  const Network network(pairs, names);
  const PairDistances distances(network, SingleWorld());
  const auto plain = test::plain_distances(pairs, 900);
  ASSERT_GT(network.genes(), 520U);
  ASSERT_GT(distances.longest(), 10U);

  constexpr std::size_t sets = 150;  // more than one block
  BitSets bits(sets, network.genes());
  std::vector<std::vector<std::size_t>> members(sets);
  for (std::size_t s = 0; s < sets; ++s) {
    Random random(11, Stream::null_uniform, s);
    for (std::size_t v = 0; v < network.genes(); ++v) {
      if (random.below(sets) >= s) continue;  // from empty to nearly full
      set_bit(bits.row(s), v);
      members[s].push_back(network.measured_of(v));
    }
  }
  Matrix<std::uint64_t> counts(sets, distances.longest());
  distances.count(bits, counts.view());
  for (std::size_t s = 0; s < sets; s += 7) {
    std::vector<std::uint64_t> expected(distances.longest());
    for (std::size_t i = 0; i < members[s].size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const std::size_t distance = plain[members[s][i]][members[s][j]];
        if (distance > 0) ++expected.at(distance - 1);
      }
    }
    ASSERT_EQ((std::vector<std::uint64_t>(counts.row(s).begin(), counts.row(s).end())), expected)
        << "set " << s;
  }

  SearchedPairs counter(network, 1);
  EXPECT_FALSE(counter.is_full());
  counter.add(BitSets(2, network.genes()));
  counter.add(std::move(bits));
  EXPECT_TRUE(counter.is_full());
  NoProgress progress;
  const auto searched = counter.count(progress);
  ASSERT_EQ(searched.size(), 2U);
  for (const std::uint64_t none : searched[0].values()) ASSERT_EQ(none, 0U);
  ASSERT_TRUE(std::equal(counts.values().begin(), counts.values().end(), searched[1].values().begin(),
                         searched[1].values().end()));
  EXPECT_FALSE(counter.is_full());
  EXPECT_TRUE(counter.count(progress).empty());
}

TEST(SetMeasures, OfNothing) {
  EXPECT_EQ(measures_of(std::vector<std::uint64_t>{0, 0}, 1).closeness, 0);
  EXPECT_EQ(measures_of({}, 5).edges, 0);
}

}  // namespace
}  // namespace lampyris
