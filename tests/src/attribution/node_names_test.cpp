// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/node_names.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <string>

#include "mpi/communicator.hpp"
#include "mpi/rank_world.hpp"

namespace lampyris {
namespace {

constexpr std::size_t genes = 200;

std::vector<std::uint32_t> from_to(std::uint32_t first, std::uint32_t end) {
  std::vector<std::uint32_t> list;
  for (std::uint32_t g = first; g < end; ++g) list.push_back(g);
  return list;
}

/// Four nodes in two layers: the first of each layer has one signature, one is constant.
struct Example {
  std::vector<std::vector<std::uint32_t>> lists{from_to(0, 12), from_to(100, 112), {}, from_to(0, 12)};
  std::vector<std::span<const std::uint32_t>> signatures{lists.begin(), lists.end()};
  NodeNumbers nodes{{3, 1}};
  SignatureClasses classes = classify_signatures(signatures, genes);
  std::vector<std::string> background;
  std::vector<NamedGenes> sets;

  Example() {
    for (std::size_t g = 0; g < genes; ++g) background.push_back(fmt::format("G{}", g));
    add("ten", 6, 16);     // six of the first signature
    add("thirty", 8, 38);  // four
    add("far", 109, 119);  // three of the second
    add("nowhere", 150, 160);
  }
  void add(const std::string& name, std::size_t first, std::size_t end) {
    NamedGenes set{name, {"not measured"}};
    for (std::size_t g = first; g < end; ++g) set.genes.push_back(background[g]);
    sets.push_back(set);
  }
};

TEST(NodeNames, TheSetOfLowestPWithItsQ) {
  const Example example;
  const SetIndex sets(example.sets, example.background);
  const auto names =
      name_nodes(example.signatures, example.nodes, example.classes, sets, genes, SingleWorld());
  ASSERT_EQ(names.size(), 4U);
  // scipy: hypergeom.sf(5, 200, 10, 12), hypergeom.sf(2, 200, 10, 12)
  EXPECT_EQ(sets.name(names[0].set), "ten");
  EXPECT_EQ(names[0].overlap, 6U);
  EXPECT_NEAR(names[0].p / 2.113314551766048e-06, 1, 1e-12);
  EXPECT_EQ(sets.name(names[1].set), "far");
  EXPECT_NEAR(names[1].p / 0.015728779644263138, 1, 1e-12);
  // Eight tests in the layer: two nodes that are not constant × four sets.
  EXPECT_NEAR(names[0].q / (8 * 2.113314551766048e-06), 1, 1e-12);
  EXPECT_NEAR(names[1].q / (8 * 0.015728779644263138 / 2), 1, 1e-12);
  EXPECT_EQ(names[2].set, NodeName::none);
  EXPECT_TRUE(std::isnan(names[2].q));
  // Four in the other: the node repeats a signature of the first layer, but is the first of its own.
  EXPECT_NEAR(names[3].q / (4 * 2.113314551766048e-06), 1, 1e-12);
}

TEST(NodeNames, ARepeatedSignatureCountsOnceInQ) {
  Example example;
  example.lists[2] = from_to(1, 13);  // eleven of the first signature's genes
  example.signatures = {example.lists.begin(), example.lists.end()};
  example.classes = classify_signatures(example.signatures, genes);
  const SetIndex sets(example.sets, example.background);
  const auto names =
      name_nodes(example.signatures, example.nodes, example.classes, sets, genes, SingleWorld());
  EXPECT_NEAR(names[0].q / (8 * 2.113314551766048e-06), 1, 1e-12) << "as without the node that repeats it";
  EXPECT_EQ(sets.name(names[2].set), "ten");
  EXPECT_EQ(names[2].overlap, 7U);
  EXPECT_NEAR(names[2].q, 8 * names[2].p, 1e-18) << "what its p would have";
}

TEST(NodeNames, ASetOfOtherGenesNamesNothing) {
  Example example;
  example.sets = {{"nowhere", {"G150", "G151", "G152", "G153", "G154"}}};
  const SetIndex sets(example.sets, example.background);
  const auto names =
      name_nodes(example.signatures, example.nodes, example.classes, sets, genes, SingleWorld());
  for (const auto& name : names) EXPECT_EQ(name.set, NodeName::none);
}

TEST(NodeNames, TheSameOnAnyRanks) {
  const auto ranks = mpi::Communicator::world();
  const Example example;
  const SetIndex sets(example.sets, example.background);
  const auto alone =
      name_nodes(example.signatures, example.nodes, example.classes, sets, genes, SingleWorld());
  const auto all =
      name_nodes(example.signatures, example.nodes, example.classes, sets, genes, mpi::RankWorld(ranks));
  for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(std::memcmp(&alone[i], &all[i], sizeof alone[i]), 0) << i;
}

}  // namespace
}  // namespace lampyris
