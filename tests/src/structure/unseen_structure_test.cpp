// SPDX-License-Identifier: Apache-2.0
#include "src/structure/unseen_structure.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <set>

#include "mpi/communicator.hpp"
#include "src/structure/group_permutation.hpp"
#include "tests/src/structure/structure_data.hpp"

namespace lampyris {
namespace {

// Groups of four samples; every third group is unseen.
SeenAndUnseen parts() {
  SeenAndUnseen parts;
  for (std::size_t i = 0; i < test::samples; ++i) {
    parts.ties.group_of.push_back(i / 4);
    (i / 4 % 3 == 0 ? parts.unseen : parts.fitted).push_back(i);
  }
  return parts;
}

std::vector<Representation> representations() {
  std::vector<Representation> all;
  all.push_back({"layer1", false, test::codes(test::samples, 7)});
  all.push_back({"pca", true, test::codes(test::samples, 3)});
  all.push_back({"pca", true, test::codes(test::samples, 2)});
  return all;
}

std::vector<UnseenRow> analyse(const World& world) {
  NoProgress quiet;
  const std::vector<Labelling> labellings{test::labelling()};
  return analyse_unseen(representations(), labellings, parts(), {.permutations = 199, .draws = 200}, world,
                        quiet);
}

// Votes and silhouettes of the formulae in NumPy: 38, 33 and 30 of 40; 19, 18 and 17 of 20.
TEST(UnseenStructure, VotesAndSilhouettesAsTheFormulae) {
  const auto rows = analyse(SingleWorld());
  ASSERT_EQ(rows.size(), 3U);
  const double fitted[] = {38.0 / 40, 33.0 / 40, 30.0 / 40};
  const double unseen[] = {19.0 / 20, 18.0 / 20, 17.0 / 20};
  const double silhouette[] = {0.29107630725153605, 0.36130153601778797, 0.2975358891200455};
  for (std::size_t r = 0; r < 3; ++r) {
    EXPECT_EQ(rows[r].samples, 20U);
    EXPECT_EQ(rows[r].groups, 5U);
    EXPECT_DOUBLE_EQ(rows[r].fitted_accuracy, fitted[r]);
    EXPECT_DOUBLE_EQ(rows[r].neighbour_accuracy, unseen[r]);
    EXPECT_NEAR(rows[r].silhouette, silhouette[r], 1e-12);
    EXPECT_LE(rows[r].p, 0.05);  // classes are far apart, and shuffled inside of the groups
  }
}

TEST(UnseenStructure, ComparesWithTheBestPcaOfTheFittedSamples) {
  const auto rows = analyse(SingleWorld());
  EXPECT_TRUE(rows[1].best_linear);
  EXPECT_FALSE(rows[2].best_linear);
  EXPECT_NEAR(rows[0].difference, 1.0 / 20, 1e-12);
  EXPECT_LE(rows[0].difference_low, rows[0].difference);
  EXPECT_GE(rows[0].difference_high, rows[0].difference);
  EXPECT_DOUBLE_EQ(rows[1].difference, 0);
  EXPECT_DOUBLE_EQ(rows[1].difference_low, 0);
}

TEST(UnseenStructure, AnyNumberOfRanksGivesTheSameBits) {
  const auto ranks = mpi::Communicator::world();
  const auto one = analyse(SingleWorld());
  const auto all = analyse(mpi::RankWorld(ranks));
  for (std::size_t r = 0; r < one.size(); ++r) {
    for (const auto number : {&UnseenRow::fitted_accuracy, &UnseenRow::neighbour_accuracy,
                              &UnseenRow::difference_low, &UnseenRow::difference_high, &UnseenRow::silhouette,
                              &UnseenRow::p, &UnseenRow::nmi, &UnseenRow::ari}) {
      EXPECT_EQ(std::memcmp(&(all[r].*number), &(one[r].*number), sizeof(double)), 0);
    }
  }
}

TEST(GroupPermutation, WholeGroupsOfOneSizeExchangeTheirClasses) {
  const std::vector<std::size_t> classes{0, 0, 1, 1, 1, 1, 2};
  const std::vector<std::size_t> groups{0, 0, 1, 1, 2, 2, 3};
  const GroupPermutation permutation(classes, {groups, {}});
  EXPECT_TRUE(permutation.moves());
  std::map<std::size_t, std::size_t> zero_at;
  for (std::uint64_t number = 0; number < 300; ++number) {
    const auto shuffled = permutation.permuted(1, number);
    for (std::size_t i = 0; i < 6; i += 2) EXPECT_EQ(shuffled[i], shuffled[i + 1]);
    EXPECT_EQ(shuffled[6], 2U);
    EXPECT_EQ(std::ranges::count(shuffled, 0U), 2);
    ++zero_at[static_cast<std::size_t>(std::ranges::find(shuffled, 0U) - shuffled.begin())];
  }
  for (const std::size_t place : {0U, 2U, 4U}) EXPECT_NEAR(static_cast<double>(zero_at[place]), 100, 35);
}

TEST(GroupPermutation, InsideOfGroupsWhereTheyHaveSeveralClasses) {
  const std::vector<std::size_t> classes{0, 1, 1, 1, 0, 0};
  const std::vector<std::size_t> groups{0, 0, 1, 1, 2, 2};
  const GroupPermutation permutation(classes, {groups, {}});
  EXPECT_TRUE(permutation.moves());
  std::set<std::vector<std::size_t>> seen;
  for (std::uint64_t number = 0; number < 50; ++number) seen.insert(permutation.permuted(1, number));
  EXPECT_EQ(seen, (std::set<std::vector<std::size_t>>{{0, 1, 1, 1, 0, 0}, {1, 0, 1, 1, 0, 0}}));
}

TEST(GroupPermutation, LabelsStayInTheirBlocks) {
  const std::vector<std::size_t> classes{0, 0, 1, 1, 1, 1, 0, 0};
  const std::vector<std::size_t> groups{0, 0, 1, 1, 2, 2, 3, 3};
  const std::vector<std::size_t> blocks{0, 1, 0, 1, 1, 0, 1, 1};  // the last group has another pair of blocks
  std::set<std::vector<std::size_t>> seen;
  const GroupPermutation whole(classes, {groups, blocks});
  for (std::uint64_t number = 0; number < 50; ++number) seen.insert(whole.permuted(1, number));
  EXPECT_EQ(seen, (std::set<std::vector<std::size_t>>{
                      {0, 0, 1, 1, 1, 1, 0, 0}, {1, 1, 0, 0, 1, 1, 0, 0}, {1, 1, 1, 1, 0, 0, 0, 0}}));
  seen.clear();
  const GroupPermutation single(std::vector<std::size_t>{0, 1, 1, 0}, {{}, {0, 0, 1, 1}});
  for (std::uint64_t number = 0; number < 50; ++number) seen.insert(single.permuted(1, number));
  EXPECT_EQ(seen,
            (std::set<std::vector<std::size_t>>{{0, 1, 1, 0}, {1, 0, 1, 0}, {0, 1, 0, 1}, {1, 0, 0, 1}}));
}

TEST(GroupPermutation, MovesNothingWhereGroupsAreClasses) {
  const std::vector<std::size_t> classes{0, 0, 1, 1, 1};
  const std::vector<std::size_t> groups{0, 0, 1, 1, 1};
  EXPECT_FALSE(GroupPermutation(classes, {groups, {}}).moves());
}

}  // namespace
}  // namespace lampyris
