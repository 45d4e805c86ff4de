// SPDX-License-Identifier: Apache-2.0
#include "src/interactome/null_sets.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>

#include "src/interactome/measures.hpp"
#include "src/interactome/nested_pairs.hpp"
#include "src/interactome/pair_distances.hpp"
#include "tests/src/interactome/graphs.hpp"

namespace lampyris {
namespace {

TEST(DegreeBins, CoverAllGenesAndNeverSplitADegree) {
  const auto names = test::genes(1500);
  const Network network(test::random_pairs(2000, 9000, 5), names);
  const auto bins = degree_bins(network);
  ASSERT_GT(bins.size(), 3U);
  std::size_t next = 0;
  for (const Slice& bin : bins) {
    EXPECT_EQ(bin.offset, next);
    EXPECT_GE(bin.count, 100U);
    if (next > 0) {
      EXPECT_LT(network.degree(next - 1), network.degree(next));
    }
    next = bin.end();
  }
  EXPECT_EQ(next, network.genes());
}

TEST(DegreeBins, ASmallNetworkIsOneBin) {
  const auto names = test::genes(60);
  const Network network(test::random_pairs(60, 200, 5), names);
  const auto bins = degree_bins(network);
  ASSERT_EQ(bins.size(), 1U);
  EXPECT_EQ(bins[0], (Slice{0, network.genes()}));
}

TEST(DrawSet, KeepsTheCountOfEachBin) {
  const std::vector<Slice> bins{{0, 100}, {100, 130}, {230, 70}};
  const std::vector<std::size_t> wanted{0, 129, 70};
  for (std::size_t s = 0; s < 50; ++s) {
    BitSets set(1, 300);
    Random random(1, Stream::null_degree, s);
    draw_set(random, bins, wanted, set.row(0));
    ASSERT_EQ(count_in_bins(set.row(0), bins), wanted) << "set " << s;
  }
}

// Of 40,000 sets of 3 of 7 genes each of the 35 has 1/35: chi-square with 34 degrees of freedom stays
// below 65.2 with probability 0.999.
void expect_equally_likely(const std::array<double, 128>& times, std::size_t draws) {
  double chi_square = 0;
  std::size_t different = 0;
  for (std::size_t bits = 0; bits < times.size(); ++bits) {
    if (__builtin_popcountll(bits) != 3) {
      EXPECT_EQ(times[bits], 0);
      continue;
    }
    ++different;
    const double expected = static_cast<double>(draws) / 35.0;
    chi_square += (times[bits] - expected) * (times[bits] - expected) / expected;
  }
  EXPECT_EQ(different, 35U);
  EXPECT_LT(chi_square, 65.2);
}

TEST(DrawSet, EverySetIsEquallyLikely) {
  constexpr std::size_t draws = 40000;
  std::array<double, 128> times{};
  const std::vector<Slice> bins{{0, 7}};
  const std::vector<std::size_t> wanted{3};
  for (std::size_t s = 0; s < draws; ++s) {
    BitSets set(1, 7);
    Random random(4, Stream::null_uniform, s);
    draw_set(random, bins, wanted, set.row(0));
    times[set.row(0)[0]] += 1;
  }
  expect_equally_likely(times, draws);
}

TEST(NullOrders, AShorterSetIsTheBeginOfALongerOne) {
  const std::vector<Slice> bins{{0, 100}, {100, 130}, {230, 70}};
  NullOrders orders(1, bins), others(1, bins);
  for (std::size_t s = 0; s < 20; ++s) {
    const std::vector<std::size_t> many{30, 130, 0}, few{7, 129, 0};
    const auto long_span = orders.first_genes(s, many);
    const std::vector<std::uint32_t> longer(long_span.begin(), long_span.end());
    const auto shorter = others.first_genes(s, few);
    ASSERT_TRUE(std::equal(shorter.begin(), shorter.begin() + 7, longer.begin()));
    ASSERT_TRUE(std::equal(shorter.begin() + 7, shorter.end(), longer.begin() + 30));
    BitSets set(1, 300);
    for (const auto gene : longer) set_bit(set.row(0), gene);
    ASSERT_EQ(count_in_bins(set.row(0), bins), many) << "different genes of each bin";
  }
}

// Of a set beside another bin, and from the begin of a longer order.
TEST(NullOrders, EverySetIsEquallyLikely) {
  constexpr std::size_t draws = 40000;
  std::array<double, 128> times{};
  const std::vector<Slice> bins{{0, 7}, {7, 5}};
  const std::vector<std::size_t> wanted{5, 2};
  NullOrders orders(4, bins);
  for (std::size_t s = 0; s < draws; ++s) {
    std::size_t bits = 0;
    for (const auto gene : orders.first_genes(s, wanted).first(3)) bits |= std::size_t{1} << gene;
    times[bits] += 1;
  }
  expect_equally_likely(times, draws);
}

// Sets of 0 to all genes of a bin, counted together and each alone; short distances, whose sums go into one
// number, and distances of a chain, whose sums do not.
TEST(NestedPairs, TheSumsOfEachSetAlone) {
  auto pairs = test::random_pairs(500, 700, 3);
  for (const std::size_t tail : {0U, 60U}) {
    for (std::size_t g = 0; g < tail; ++g) pairs.emplace_back(test::gene(500 + g), test::gene(501 + g));
    const auto names = test::genes(400 + 3 * tail);
    const Network network(pairs, names);
    const PairDistances distances(network, SingleWorld());
    EXPECT_EQ(distances.longest() > 22, tail > 0);
    const auto bins = degree_bins(network, 40);
    ASSERT_GT(bins.size(), 2U);
    constexpr std::size_t sets = 60;
    Matrix<std::uint32_t> profiles(sets, bins.size());
    Random random(9, Stream::folds, tail);
    for (std::size_t p = 0; p < sets; ++p) {
      for (std::size_t b = 0; b + 1 < bins.size(); ++b)  // none has a gene of the last bin
        profiles(p, b) = static_cast<std::uint32_t>(random.below(bins[b].count * p / sets + 1));
    }
    const NestedPairs nested(distances, profiles.view());
    NullOrders orders(5, bins);
    std::vector<PairSums> together(sets);
    nested.sum(orders.first_genes(3, nested.longest()), together);
    const InverseDistances inverse(distances.longest());
    for (std::size_t p = 0; p < sets; ++p) {
      BitSets alone(1, network.genes());
      const std::vector<std::size_t> wanted(profiles.row(p).begin(), profiles.row(p).end());
      for (const auto gene : orders.first_genes(3, wanted)) set_bit(alone.row(0), gene);
      Matrix<std::uint64_t> counts(1, distances.longest());
      distances.count(alone, counts.view());
      const auto sums = inverse.sum(counts.row(0));
      ASSERT_EQ(together[p].edges, sums.edges) << "set " << p;
      ASSERT_EQ(together[p].inverse, sums.inverse) << "set " << p;
    }
  }
}

// E edges between N genes: a uniform set of n holds E n (n − 1) / (N (N − 1)) on average.
TEST(DrawSet, UniformNullHasTheExpectedEdges) {
  const auto names = test::genes(800);
  const Network network(test::random_pairs(800, 4000, 9), names);
  const PairDistances distances(network, SingleWorld());
  constexpr std::size_t sets = 4000;
  constexpr std::size_t genes = 80;
  const std::vector<Slice> bins{{0, network.genes()}};
  const std::vector<std::size_t> wanted{genes};
  BitSets drawn(sets, network.genes());
  for (std::size_t s = 0; s < sets; ++s) {
    Random random(2, Stream::null_uniform, s);
    draw_set(random, bins, wanted, drawn.row(s));
  }
  Matrix<std::uint64_t> counts(sets, distances.longest());
  distances.count(drawn, counts.view());
  double sum = 0;
  double squares = 0;
  for (std::size_t s = 0; s < sets; ++s) {
    const auto edges = static_cast<double>(counts(s, 0));
    sum += edges;
    squares += edges * edges;
  }
  const double mean = sum / sets;
  const double error = std::sqrt((squares / sets - mean * mean) / sets);
  const auto all = static_cast<double>(network.genes());
  const double expected = static_cast<double>(network.edges()) * genes * (genes - 1) / (all * (all - 1));
  EXPECT_NEAR(mean, expected, 4 * error);
  EXPECT_LT(error, 0.02 * expected);
}

}  // namespace
}  // namespace lampyris
