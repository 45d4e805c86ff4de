// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/network_tests.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <map>
#include <string>

#include "mpi/communicator.hpp"
#include "src/attribution/network_trend.hpp"
#include "src/attribution/ranking.hpp"
#include "src/base/random.hpp"
#include "src/interactome/held_pairs.hpp"
#include "src/interactome/null_sets.hpp"
#include "src/interactome/searched_pairs.hpp"
#include "src/statistics/empirical.hpp"
#include "src/statistics/multiple_testing.hpp"
#include "tests/src/interactome/graphs.hpp"

namespace lampyris {
namespace {

constexpr std::size_t measured_genes = 400;

// Genes 0 … 39 form a clique beside a random network.
test::Pairs pairs_with_clique() {
  auto pairs = test::random_pairs(500, 900, 8);
  for (std::size_t a = 0; a < 40; ++a) {
    for (std::size_t b = 0; b < a; ++b) pairs.emplace_back(test::gene(200 + a), test::gene(200 + b));
  }
  return pairs;
}

// The first node of each layer shines on the clique, the others at random.
std::vector<float> scores_of(std::size_t layer, std::size_t node) {
  Random random(6, Stream::simulated_noise, layer * 1000 + node);
  std::vector<float> scores;
  for (std::size_t g = 0; g < measured_genes; ++g) {
    const bool bright = node == 0 && g >= 200 && g < 240;
    scores.push_back(static_cast<float>(random.normal() + (bright ? 20 : 0)));
  }
  return scores;
}

class Counting final : public Progress {
 public:
  void advance(std::size_t units) override { done += units; }
  std::size_t done = 0;
};

struct Tested {
  NetworkTests tests;
  std::size_t done;
};

Tested run(const World& world, const NodeNumbers& nodes) {
  const auto names = test::genes(measured_genes);
  const Network network(pairs_with_clique(), names);
  const PairDistances distances(network, world);
  HeldPairs pairs(distances);
  Counting progress;
  NoKeptUnits none;
  auto tests = test_nodes(network, pairs, nodes, scores_of, {.seed = 7, .top = {20, 40}, .null_sets = 150},
                          world, progress, none);
  return {std::move(tests), progress.done};
}

bool same(const NetworkTest& a, const NetworkTest& b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

TEST(NetworkTests, TheSameBytesOnAnyRanks) {
  const auto ranks = mpi::Communicator::world();
  const NodeNumbers nodes({5, 3});
  const auto alone = run(SingleWorld(), nodes);
  const auto distributed = run(mpi::RankWorld(ranks), nodes);
  ASSERT_EQ(alone.tests.tests.size(), 8U * 12U);
  ASSERT_EQ(distributed.tests.tests.size(), alone.tests.tests.size());
  for (std::size_t i = 0; i < alone.tests.tests.size(); ++i) {
    ASSERT_TRUE(same(alone.tests.tests[i], distributed.tests.tests[i])) << "test " << i;
  }
  EXPECT_EQ(alone.done, 8U);
  EXPECT_EQ(distributed.done, mpi::RankWorld(ranks).share(8).count);
}

TEST(NetworkTests, FewerNodesThanRanks) {
  const auto ranks = mpi::Communicator::world();
  const NodeNumbers nodes({1});
  const auto alone = run(SingleWorld(), nodes);
  const auto distributed = run(mpi::RankWorld(ranks), nodes);
  for (std::size_t i = 0; i < alone.tests.tests.size(); ++i) {
    ASSERT_TRUE(same(alone.tests.tests[i], distributed.tests.tests[i])) << "test " << i;
  }
}

// Some units are found, as after an interruption; one of them is cut short.
class SomeKept final : public KeptUnits {
 public:
  [[nodiscard]] const std::string* find(const std::string& unit) const override {
    const auto at = found.find(unit);
    return at == found.end() ? nullptr : &at->second;
  }
  void keep(const std::string& unit, std::string_view bytes) override { kept[unit] = bytes; }
  std::map<std::string, std::string> found, kept;
};

TEST(NetworkTests, TheSameBytesFromKeptNodes) {
  const NodeNumbers nodes({5, 3});
  const auto names = test::genes(measured_genes);
  const Network network(pairs_with_clique(), names);
  const PairDistances distances(network, SingleWorld());
  const auto tested = [&](KeptUnits& units) {
    HeldPairs counter(distances);
    Counting progress;
    auto tests = test_nodes(network, counter, nodes, scores_of,
                            {.seed = 7, .top = {20, 40}, .null_sets = 150}, SingleWorld(), progress, units);
    EXPECT_EQ(progress.done, 8U);
    return tests;
  };
  SomeKept first, second;
  const auto undisturbed = tested(first);
  ASSERT_EQ(first.kept.size(), 8U);
  second.found = first.kept;
  second.found.erase("node 3");
  second.found["node 6"].resize(100);
  const auto resumed = tested(second);
  EXPECT_EQ(second.kept.size(), 2U);
  for (std::size_t i = 0; i < resumed.tests.size(); ++i) {
    ASSERT_TRUE(same(resumed.tests[i], undisturbed.tests[i])) << "test " << i;
  }
}

// With room for everything at once, for three groups, and for one.
TEST(NetworkTests, TheSameBytesWhenDistancesAreSearched) {
  const auto ranks = mpi::Communicator::world();
  const mpi::RankWorld world(ranks);
  const NodeNumbers nodes({5, 3});
  const auto names = test::genes(measured_genes);
  const Network network(pairs_with_clique(), names);
  const auto held = run(world, nodes);
  for (const double bytes : {1e9, 1.5e5, 0.0}) {
    SearchedPairs pairs(network, bytes);
    Counting progress;
    NoKeptUnits none;
    const auto searched = test_nodes(network, pairs, nodes, scores_of,
                                     {.seed = 7, .top = {20, 40}, .null_sets = 150}, world, progress, none);
    ASSERT_EQ(searched.tests.size(), held.tests.tests.size());
    for (std::size_t i = 0; i < searched.tests.size(); ++i) {
      ASSERT_TRUE(same(searched.tests[i], held.tests.tests[i]))
          << "test " << i << " in " << bytes << " bytes";
    }
    EXPECT_EQ(progress.done, held.done);
  }
}

TEST(NetworkTests, TheCliqueStandsOutAndNoiseDoesNot) {
  const NodeNumbers nodes({5, 3});
  const auto tested = run(SingleWorld(), nodes).tests;
  for (std::size_t measure = 0; measure < 3; ++measure) {
    for (std::size_t null = 0; null < 2; ++null) {
      const auto& clique = tested.tests[tested.at(0, 1, measure, null)];
      EXPECT_GT(clique.z, 5) << measure_names[measure] << " " << null_names[null];
      EXPECT_DOUBLE_EQ(clique.p, 1.0 / 151);
      EXPECT_LT(std::abs(tested.tests[tested.at(1, 1, measure, null)].z), 4);
    }
  }
  const auto& edges = tested.tests[tested.at(0, 1, 0, 0)];
  EXPECT_GE(edges.value, 780) << "40 · 39 / 2 and what the random network adds is dropped as a repeat";
  EXPECT_DOUBLE_EQ(tested.tests[tested.at(0, 1, 1, 0)].value, edges.value / 780);
}

TEST(NetworkTests, QOverTheNodesOfAllLayers) {
  const NodeNumbers nodes({5, 3});
  const auto tested = run(SingleWorld(), nodes).tests;
  for (std::size_t column = 0; column < tested.per_node(); ++column) {
    std::vector<double> p;
    for (std::size_t unit = 0; unit < 8; ++unit) p.push_back(tested.tests[unit * 12 + column].p);
    const auto q = benjamini_hochberg(p);
    for (std::size_t unit = 0; unit < 8; ++unit) {
      EXPECT_DOUBLE_EQ(tested.tests[unit * 12 + column].q, q[unit]);
    }
  }
}

TEST(NetworkTests, ConstantNodesHaveNoTestAndRepeatedSignaturesCountOnce) {
  const auto ranks = mpi::Communicator::world();
  const mpi::RankWorld world(ranks);
  const NodeNumbers nodes({5, 3});
  constexpr auto still = SignatureClasses::constant;
  const SignatureClasses classes({0, 1, 2, still, 1, 0, 6, still});
  const auto names = test::genes(measured_genes);
  const Network network(pairs_with_clique(), names);
  const PairDistances distances(network, world);
  HeldPairs pairs(distances);
  Counting progress;
  NoKeptUnits none;
  const auto tested =
      test_nodes(network, pairs, nodes, scores_of,
                 {.seed = 7, .top = {20, 40}, .null_sets = 150, .classes = classes}, world, progress, none);
  EXPECT_EQ(progress.done, world.share(8).count);
  const auto all = run(SingleWorld(), nodes).tests;
  for (std::size_t column = 0; column < tested.per_node(); ++column) {
    const auto at = [&](std::size_t unit) { return tested.tests[unit * 12 + column]; };
    for (const std::size_t unit : {3U, 7U}) {
      EXPECT_TRUE(std::isnan(at(unit).value) && std::isnan(at(unit).p) && std::isnan(at(unit).q));
    }
    const auto q = benjamini_hochberg(std::array{at(0).p, at(1).p, at(2).p, at(6).p});
    EXPECT_EQ(at(0).q, q[0]);
    EXPECT_EQ(at(6).q, q[3]);
    EXPECT_EQ(at(4).p, all.tests[4 * 12 + column].p) << "its own test";
    EXPECT_FALSE(std::isnan(at(4).q));
  }
  const auto trends = network_trends(tested, nodes, classes);
  EXPECT_LE(trends[0].nodes[0], 3U) << "of five nodes one is constant, one repeats another";
  EXPECT_LE(trends[0].nodes[1], 2U);
}

TEST(NetworkTests, ADegreeMatchedNullHasMoreEdgesForHubs) {
  // The genes of the highest degree as a list: random sets with such degrees have more edges than uniform
  // ones.
  const auto names = test::genes(600);
  const Network network(test::random_pairs(600, 3000, 2), names);
  const PairDistances distances(network, SingleWorld());
  HeldPairs pairs(distances);
  std::vector<float> scores(600, 0.0F);
  for (std::size_t v = 0; v < network.genes(); ++v) {
    scores[network.measured_of(v)] = static_cast<float>(network.degree(v));
  }
  NoProgress progress;
  NoKeptUnits none;
  const auto tested = test_nodes(
      network, pairs, NodeNumbers({1}), [&](std::size_t, std::size_t) { return scores; },
      {.seed = 1, .top = {60}, .null_sets = 100}, SingleWorld(), progress, none);
  const auto& uniform = tested.tests[tested.at(0, 0, 0, 0)];
  const auto& degree = tested.tests[tested.at(0, 0, 0, 1)];
  EXPECT_EQ(uniform.value, degree.value);
  EXPECT_GT(degree.null_mean, 2 * uniform.null_mean);
  EXPECT_LT(degree.z, uniform.z);
}

// Sets of one number are shared by all nodes: the null of each is still that of sets of its own.
TEST(NetworkTests, SharedNullSetsHaveTheMomentsOfSetsOfTheirOwn) {
  constexpr std::size_t own = 2000;
  const auto names = test::genes(measured_genes);
  const Network network(pairs_with_clique(), names);
  const PairDistances distances(network, SingleWorld());
  const auto bins = degree_bins(network);
  HeldPairs pairs(distances);
  NoProgress progress;
  NoKeptUnits none;
  const auto tested = test_nodes(network, pairs, NodeNumbers({5}), scores_of,
                                 {.seed = 7, .top = {40}, .null_sets = own}, SingleWorld(), progress, none);
  std::vector<std::size_t> candidates;
  for (std::size_t v = 0; v < network.genes(); ++v) candidates.push_back(network.measured_of(v));
  for (std::size_t node = 0; node < 5; ++node) {
    BitSets list(1, network.genes()), sets(own, network.genes());
    for (const auto gene : top_genes_among(scores_of(1, node), candidates, 40))
      set_bit(list.row(0), *network.vertex_of(gene));
    for (std::size_t s = 0; s < own; ++s) {
      Random random(3, Stream::folds, node * own + s);
      draw_set(random, bins, count_in_bins(list.row(0), bins), sets.row(s));
    }
    Matrix<std::uint64_t> counts(own, distances.longest());
    distances.count(sets, counts.view());
    std::vector<double> edges;
    for (std::size_t s = 0; s < own; ++s) edges.push_back(static_cast<double>(counts(s, 0)));
    const auto moments = null_moments(edges);
    double fourth = 0;
    for (const double value : edges) fourth += std::pow((value - moments.mean) / moments.sd, 4) / own;
    const auto& test = tested.tests[tested.at(node, 0, 0, 1)];
    EXPECT_NEAR(test.null_mean, moments.mean, 4 * moments.sd * std::sqrt(2.0 / own)) << "node " << node;
    EXPECT_NEAR(test.null_sd / moments.sd, 1, 4 * std::sqrt((fourth - 1) / 2 / own)) << "node " << node;
  }
}

// Lists of chance: p is below 0.05 in 5 % of the nodes, though they share null sets.
TEST(NetworkTests, OfNoiseAsManyAreSignificantAsPSays) {
  constexpr std::size_t noise = 600;
  const auto names = test::genes(measured_genes);
  const Network network(pairs_with_clique(), names);
  const PairDistances distances(network, SingleWorld());
  HeldPairs pairs(distances);
  NoProgress progress;
  NoKeptUnits none;
  const auto tested = test_nodes(
      network, pairs, NodeNumbers({noise}),
      [](std::size_t, std::size_t node) { return scores_of(2, 1 + node); },
      {.seed = 2, .top = {40}, .null_sets = 400}, SingleWorld(), progress, none);
  for (std::size_t null = 0; null < 2; ++null) {
    double significant = 0, sum = 0;
    for (std::size_t node = 0; node < noise; ++node) {
      const double p = tested.tests[tested.at(node, 0, 2, null)].p;
      significant += p <= 0.05 ? 1 : 0;
      sum += p;
    }
    EXPECT_NEAR(significant / noise, 0.05, 0.045) << null_names[null];
    EXPECT_NEAR(sum / noise, 0.5, 0.1) << null_names[null];
  }
}

TEST(NetworkTests, ANullThatDoesNotVaryHasNoZ) {
  // A complete graph: every set of a size has the same edges.
  test::Pairs pairs;
  for (std::size_t a = 0; a < 31; ++a) {
    for (std::size_t b = 0; b < a; ++b) pairs.emplace_back(test::gene(a), test::gene(b));
  }
  const auto names = test::genes(31);
  const Network network(pairs, names);
  const PairDistances distances(network, SingleWorld());
  HeldPairs counter(distances);
  NoProgress progress;
  NoKeptUnits none;
  const auto tested = test_nodes(
      network, counter, NodeNumbers({2}),
      [](std::size_t, std::size_t) { return std::vector<float>(31, 1.0F); },
      {.seed = 1, .top = {7}, .null_sets = 99}, SingleWorld(), progress, none);
  for (const auto& test : tested.tests) {
    EXPECT_TRUE(std::isnan(test.z));
    EXPECT_DOUBLE_EQ(test.p, 1);
  }
  for (const auto& trend : network_trends(tested, NodeNumbers({2}))) {
    EXPECT_EQ(trend.nodes[0], 0U);
    EXPECT_TRUE(std::isnan(trend.median_z[0]));
  }
}

TEST(NetworkTrend, MediansByLayerAndTheirTrend) {
  NetworkTests tests{1, {}};
  const NodeNumbers nodes({3, 3, 3});
  tests.tests.resize(nodes.total() * tests.per_node());
  for (std::size_t unit = 0; unit < nodes.total(); ++unit) {
    for (std::size_t i = 0; i < tests.per_node(); ++i) {
      tests.tests[unit * tests.per_node() + i].z = 10.0 - static_cast<double>(unit);
    }
  }
  const auto trends = network_trends(tests, nodes);
  ASSERT_EQ(trends.size(), 6U);
  EXPECT_EQ(trends[3].measure, 1U);
  EXPECT_EQ(trends[3].null, 1U);
  EXPECT_EQ(trends[0].median_z, (std::vector<double>{9, 6, 3}));
  EXPECT_LT(trends[0].trend.z, -2.9) << "strictly falling";
}

}  // namespace
}  // namespace lampyris
