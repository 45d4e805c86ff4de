#include "mpi/communicator.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include "mpi/node_cores.hpp"

namespace lampyris::mpi {
namespace {

TEST(Communicator, SumsAndExtremesAreThoseOfAllRanks) {
  const auto ranks = Communicator::world();
  const double n = ranks.size();
  std::vector<double> values{static_cast<double>(ranks.rank()), 1};
  ranks.sum(std::span(values));
  EXPECT_EQ(values, (std::vector<double>{n * (n - 1) / 2, n}));
  double least = 10 - ranks.rank();
  double most = ranks.rank();
  ranks.minimum(std::span(&least, 1));
  ranks.maximum(std::span(&most, 1));
  EXPECT_EQ(least, 11 - n);
  EXPECT_EQ(most, n - 1);
}

TEST(Communicator, TextsComeToRankZeroInOrder) {
  const auto ranks = Communicator::world();
  const std::string mine(static_cast<std::size_t>(ranks.rank()), 'x');  // of rank 0: empty
  const auto all = ranks.gather(mine);
  ASSERT_EQ(all.size(), ranks.rank() == 0 ? static_cast<std::size_t>(ranks.size()) : 0U);
  for (std::size_t r = 0; r < all.size(); ++r) EXPECT_EQ(all[r], std::string(r, 'x'));
  std::string text = ranks.rank() == 0 ? "from rank 0" : "";
  ranks.broadcast(text);
  EXPECT_EQ(text, "from rank 0");
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
}

TEST(NodeCores, AreThoseThatTheRanksMayUse) {
  const auto ranks = Communicator::world();
  const int cores = node_cores(ranks.node());
  double most = static_cast<double>(std::thread::hardware_concurrency());  // of this rank alone
  ranks.maximum(std::span(&most, 1));
  EXPECT_GE(cores, static_cast<int>(most));
}

}  // namespace
}  // namespace lampyris::mpi
