// SPDX-License-Identifier: Apache-2.0
#include "src/interactome/network.hpp"

#include <gtest/gtest.h>

#include "tests/src/interactome/graphs.hpp"

namespace lampyris {
namespace {

TEST(Network, DropsSelfLoopsAndRepeatsInEitherDirection) {
  const test::Pairs pairs{{"A", "B"}, {"B", "A"}, {"A", "A"}, {"A", "B"}, {"B", "C"}, {"X", "X"}};
  const std::vector<std::string> measured{"A", "B", "C", "X"};
  const Network network(pairs, measured);
  EXPECT_EQ(network.edges(), 2U);
  EXPECT_EQ(network.vertices(), 3U);
  EXPECT_EQ(network.genes(), 3U);
  EXPECT_FALSE(network.vertex_of(3)) << "a gene with nothing but a self-loop is not in the network";
}

TEST(Network, MeasuredGenesComeFirstByDegreeThenPlace) {
  // Degrees: hub 4, A 2, B 1, C 2, outside 1.
  const test::Pairs pairs{{"hub", "A"}, {"hub", "B"}, {"hub", "C"}, {"hub", "outside"}, {"A", "C"}};
  const std::vector<std::string> measured{"C", "hub", "unknown", "A", "B"};
  const Network network(pairs, measured);
  ASSERT_EQ(network.genes(), 4U);
  ASSERT_EQ(network.vertices(), 5U);
  const std::vector<std::size_t> places{network.measured_of(0), network.measured_of(1),
                                        network.measured_of(2), network.measured_of(3)};
  EXPECT_EQ(places, (std::vector<std::size_t>{4, 0, 3, 1}));
  for (std::size_t v = 0; v < 4; ++v) EXPECT_EQ(network.vertex_of(network.measured_of(v)), v);
  EXPECT_FALSE(network.vertex_of(2));
  EXPECT_EQ(network.degree(3), 4U);
  EXPECT_EQ(network.neighbours(4).size(), 1U);
  EXPECT_EQ(network.neighbours(4)[0], 3U);
}

}  // namespace
}  // namespace lampyris
