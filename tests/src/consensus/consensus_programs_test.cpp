// SPDX-License-Identifier: Apache-2.0
#include "src/consensus/consensus_programs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "mpi/communicator.hpp"
#include "src/base/random.hpp"

namespace lampyris {
namespace {

constexpr std::size_t genes = 300;
constexpr std::size_t planted = 4;

// Node (member + k) % nodes shines on the genes 20 k … 20 k + 19, in every second member downwards; node of
// the last program only in three of five members; all others are noise, and one is constant.
Matrix<float> scores_of(std::size_t member) {
  constexpr std::size_t nodes = 7;
  Matrix<float> scores(nodes, genes);
  Random random(3, Stream::simulated_noise, member);
  for (std::size_t node = 0; node + 1 < nodes; ++node) {
    for (float& value : scores.row(node)) value = static_cast<float>(0.3 * random.normal());
  }
  for (std::size_t k = 0; k < planted; ++k) {
    if (k + 1 == planted && member >= 3) continue;
    const float height = member % 2 == 0 ? 2.0F : -2.0F;
    for (std::size_t g = 20 * k; g < 20 * (k + 1); ++g) scores((member + k) % (nodes - 1), g) += height;
  }
  return scores;
}

std::vector<ConsensusProgram> find(double share, const World& world) {
  ConsensusRules rules;
  rules.least_share = share;
  rules.top = 20;
  NoProgress progress;
  return find_consensus_programs(5, scores_of, rules, world, progress);
}

std::set<std::size_t> planted_in(const ConsensusProgram& program) {
  std::set<std::size_t> found;
  for (const auto gene : program.nodes.front().top) found.insert(gene / 20);
  return found;
}

TEST(ConsensusPrograms, FindsWhatIsPlantedAndNoNoise) {
  const auto programs = find(0.6, SingleWorld());
  ASSERT_EQ(programs.size(), planted);
  std::set<std::size_t> all;
  for (std::size_t p = 0; p < planted; ++p) {
    ASSERT_EQ(planted_in(programs[p]).size(), 1U);
    const std::size_t k = *planted_in(programs[p]).begin();
    all.insert(k);
    EXPECT_EQ(programs[p].nodes.size(), k + 1 == planted ? 3U : 5U);
    for (const auto& node : programs[p].nodes) {
      EXPECT_EQ(node.node, (node.member + k) % 6);
      EXPECT_NEAR(std::abs(node.cosine), 0.9, 0.04);
      EXPECT_EQ(node.cosine > 0, (node.member % 2 == 0) == (programs[p].nodes.front().cosine > 0));
    }
    double squares = 0;
    for (const float value : programs[p].signature) squares += double{value} * double{value};
    // Two nodes have 20 · 2² of 20 · 2² + 300 · 0.3² in common; n of them: that and 1 / n of the rest.
    const double common = 80.0 / 107.0;
    const auto members = static_cast<double>(programs[p].nodes.size());
    EXPECT_NEAR(squares, common + (1 - common) / members, 0.03);
  }
  EXPECT_EQ(all.size(), planted);
  EXPECT_DOUBLE_EQ(median_jaccard(programs), 1);
}

TEST(ConsensusPrograms, AProgramOfFewMembersIsNone) {
  EXPECT_EQ(find(0.8, SingleWorld()).size(), planted - 1);
}

TEST(ConsensusPrograms, AnyNumberOfRanksFindsTheSame) {
  const auto ranks = mpi::Communicator::world();
  const auto one = find(0.6, SingleWorld());
  const auto all = find(0.6, mpi::RankWorld(ranks));
  ASSERT_EQ(all.size(), one.size());
  for (std::size_t p = 0; p < one.size(); ++p) {
    EXPECT_EQ(all[p].signature, one[p].signature);
    for (std::size_t n = 0; n < one[p].nodes.size(); ++n) {
      EXPECT_EQ(all[p].nodes[n].cosine, one[p].nodes[n].cosine);
      EXPECT_EQ(all[p].nodes[n].top, one[p].nodes[n].top);
    }
  }
}

TEST(ConsensusPrograms, NoProgramsNoNumber) {
  EXPECT_TRUE(std::isnan(median_jaccard({})));
}

}  // namespace
}  // namespace lampyris
