// SPDX-License-Identifier: Apache-2.0
#include "mpi/communicator.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <numeric>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "mpi/node_cores.hpp"

namespace lampyris::mpi {
namespace {

template <class T>
class CommunicatorOf : public testing::Test {};
using Types = testing::Types<float, double, int, std::int64_t, std::uint64_t, std::size_t>;
TYPED_TEST_SUITE(CommunicatorOf, Types);

TYPED_TEST(CommunicatorOf, SumsAndExtremesAreThoseOfAllRanks) {
  using T = TypeParam;
  const auto ranks = Communicator::world();
  const auto n = static_cast<T>(ranks.size());
  const auto rank = static_cast<T>(ranks.rank());
  std::vector<T> values{rank, 1};
  ranks.sum(values);
  EXPECT_EQ(values, (std::vector<T>{n * (n - 1) / 2, n}));
  std::array<T, 2> least{static_cast<T>(20 - rank), rank};
  ranks.minimum(least);
  EXPECT_EQ(least, (std::array<T, 2>{static_cast<T>(21 - n), 0}));
  ranks.maximum(std::span(values).first(1));
  EXPECT_EQ(values[0], n * (n - 1) / 2);
  EXPECT_EQ(ranks.sum(T{2}), 2 * n);
  EXPECT_EQ(ranks.minimum(static_cast<T>(20 - rank)), 21 - n);
  EXPECT_EQ(ranks.maximum(rank), n - 1);
}

TYPED_TEST(CommunicatorOf, GathersOneNumberOrManyOfEachRank) {
  using T = TypeParam;
  const auto ranks = Communicator::world();
  std::vector<T> numbers(static_cast<std::size_t>(ranks.size()));
  std::iota(numbers.begin(), numbers.end(), T{5});
  EXPECT_EQ(ranks.all_gather(static_cast<T>(5 + ranks.rank())), numbers);

  std::vector<T> expected;  // none of rank 0, r numbers of rank r
  for (int r = 0; r < ranks.size(); ++r) expected.insert(expected.end(), static_cast<std::size_t>(r), T(r));
  const std::vector<T> mine(static_cast<std::size_t>(ranks.rank()), static_cast<T>(ranks.rank()));
  EXPECT_EQ(ranks.all_gather(mine), expected);
  EXPECT_EQ(ranks.all_gather(std::span<const T>(mine)), expected);
  EXPECT_TRUE(ranks.all_gather(std::vector<T>()).empty());
}

TYPED_TEST(CommunicatorOf, BroadcastsFromAnyRank) {
  using T = TypeParam;
  const auto ranks = Communicator::world();
  auto number = static_cast<T>(ranks.rank() + 1);
  ranks.broadcast(number);
  EXPECT_EQ(number, T{1});
  const int last = ranks.size() - 1;
  std::vector<T> numbers(static_cast<std::size_t>(ranks.rank() + 1), static_cast<T>(ranks.rank()));
  ranks.broadcast(numbers, last);
  EXPECT_EQ(numbers, std::vector<T>(static_cast<std::size_t>(ranks.size()), static_cast<T>(last)));
}

TEST(Communicator, IntegersAreExactWhereADoubleIsNot) {
  const auto ranks = Communicator::world();
  constexpr std::uint64_t large = (std::uint64_t{1} << 60) + 1;
  EXPECT_EQ(ranks.sum(large), large * static_cast<std::uint64_t>(ranks.size()));
  EXPECT_EQ(ranks.minimum(-static_cast<std::int64_t>(large)), -static_cast<std::int64_t>(large));
}

TEST(Communicator, AnyAndAll) {
  const auto ranks = Communicator::world();
  const bool last = ranks.rank() == ranks.size() - 1;
  EXPECT_FALSE(ranks.any(false));
  EXPECT_TRUE(ranks.any(last));
  EXPECT_TRUE(ranks.all(true));
  EXPECT_EQ(ranks.all(last), ranks.size() == 1);
  bool answer = ranks.rank() == 0;
  ranks.broadcast(answer);
  EXPECT_TRUE(answer);
}

TEST(Communicator, TextsComeToRankZeroInOrder) {
  const auto ranks = Communicator::world();
  const std::string mine(static_cast<std::size_t>(ranks.rank()), 'x');  // of rank 0: empty
  const auto all = ranks.gather(mine);
  ASSERT_EQ(all.size(), ranks.rank() == 0 ? static_cast<std::size_t>(ranks.size()) : 0U);
  for (std::size_t r = 0; r < all.size(); ++r) EXPECT_EQ(all[r], std::string(r, 'x'));
}

TEST(Communicator, TextsComeFromAnyRank) {
  const auto ranks = Communicator::world();
  std::string text = ranks.rank() == 0 ? "from rank 0" : "";
  ranks.broadcast(text);
  EXPECT_EQ(text, "from rank 0");
  const int last = ranks.size() - 1;
  std::vector<std::string> texts(static_cast<std::size_t>(ranks.rank()), "old");
  if (ranks.rank() == last) texts = {"", "two", "three "};
  ranks.broadcast(texts, last);
  EXPECT_EQ(texts, (std::vector<std::string>{"", "two", "three "}));
}

TEST(RankWorld, SharesCoverTheWholeAndGatherBringsThemTogether) {
  const auto ranks = Communicator::world();
  const RankWorld world(ranks);
  for (const std::size_t total : {0U, 1U, 3U, 10U}) {
    const Slice mine = world.share(total);
    std::vector<int> whole(2 * total, -1);
    for (std::size_t i = mine.offset; i < mine.end(); ++i) {
      whole[2 * i] = static_cast<int>(i);
      whole[2 * i + 1] = 7;
    }
    gather_shares(world, std::span(whole), 2);
    for (std::size_t i = 0; i < total; ++i) {
      EXPECT_EQ(whole[2 * i], static_cast<int>(i));
      EXPECT_EQ(whole[2 * i + 1], 7);
    }
  }
  EXPECT_FALSE(world.any(false));
  EXPECT_TRUE(world.any(ranks.rank() == ranks.size() - 1));
  EXPECT_EQ(sum_over(world, 0.5), 0.5 * ranks.size());
  EXPECT_EQ(sum_over(world, std::size_t{3}), 3U * static_cast<std::size_t>(ranks.size()));
}

TEST(NodeCores, AreThoseThatTheRanksMayUse) {
  const auto ranks = Communicator::world();
  const int cores = node_cores(ranks.node());
  const auto alone = static_cast<int>(std::thread::hardware_concurrency());  // of this rank
  EXPECT_GE(cores, ranks.maximum(alone));
}

}  // namespace
}  // namespace lampyris::mpi
