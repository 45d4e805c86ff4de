// SPDX-License-Identifier: Apache-2.0
#include "src/interactome/null_sets.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>

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
  double chi_square = 0;
  std::size_t different = 0;
  for (std::size_t bits = 0; bits < times.size(); ++bits) {
    if (__builtin_popcountll(bits) != 3) {
      EXPECT_EQ(times[bits], 0);
      continue;
    }
    ++different;
    const double expected = draws / 35.0;
    chi_square += (times[bits] - expected) * (times[bits] - expected) / expected;
  }
  EXPECT_EQ(different, 35U);
  EXPECT_LT(chi_square, 65.2);
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
