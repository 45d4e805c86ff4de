// SPDX-License-Identifier: Apache-2.0
#include "mpi/heartbeat.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "mpi/rank_places.hpp"

namespace lampyris::mpi {
namespace {

using Clock = std::chrono::steady_clock;

void sleep_seconds(double seconds) {
  std::this_thread::sleep_for(std::chrono::duration<double>(seconds));
}

TEST(Heartbeat, TellsAllRanksThatOneWasAskedToStop) {
  const auto ranks = Communicator::world();
  const auto beats = Communicator::world();
  std::atomic<int> asked = 0;
  std::atomic<int> why = 0;
  HeartbeatHooks hooks;
  hooks.mine = [&] { return Beat{"a test", 0, asked}; };
  hooks.stopping = [&](std::int32_t reason) { why = reason; };
  hooks.stalled = [](const std::string& line) { ADD_FAILURE() << line; };
  hooks.lost = [](const std::string& line) { ADD_FAILURE() << line; };
  Heartbeat heartbeat(beats, {}, hooks);
  sleep_seconds(0.3);
  EXPECT_EQ(why, 0);
  ranks.barrier();
  const auto begin = Clock::now();
  if (ranks.rank() == ranks.size() - 1) asked = 15;
  while (why == 0 && Clock::now() - begin < std::chrono::seconds(10)) sleep_seconds(0.01);
  EXPECT_EQ(why, 15);
  EXPECT_LT(Clock::now() - begin, std::chrono::seconds(2));
  heartbeat.finish();
}

// The work of every rank stands in a collective call, as when one of them hangs.
TEST(Heartbeat, SaysWhereRanksAreThatDoNotMove) {
  const auto ranks = Communicator::world();
  const auto beats = Communicator::world();
  std::mutex mutex;
  std::vector<std::string> lines;
  HeartbeatHooks hooks;
  hooks.mine = [&] { return Beat{ranks.rank() == 0 ? "the first" : "another", 7, 0}; };
  hooks.stopping = [](std::int32_t) { ADD_FAILURE(); };
  hooks.stalled = [&](const std::string& line) {
    const std::lock_guard lock(mutex);
    lines.push_back(line);
  };
  hooks.lost = [](const std::string& line) { ADD_FAILURE() << line; };
  Heartbeat heartbeat(beats, {.silent_seconds = 15, .stall_seconds = 1.5}, hooks);
  if (ranks.rank() == 0) sleep_seconds(2.5);
  ranks.barrier();
  heartbeat.finish();
  if (ranks.rank() != 0) {
    EXPECT_TRUE(lines.empty());
    return;
  }
  ASSERT_EQ(lines.size(), 1U) << "told once, and again after twice the time";
  EXPECT_NE(lines[0].find("is at the first"), std::string::npos) << lines[0];
  EXPECT_EQ(lines[0].find("at another") != std::string::npos, ranks.size() > 1) << lines[0];
}

// Threads that begin and end at once leave no message behind for the next.
TEST(Heartbeat, EndsWithNothingUnderWay) {
  const auto beats = Communicator::world();
  for (int round = 0; round < 5; ++round) {
    HeartbeatHooks hooks;
    hooks.mine = [&] { return Beat{"round", static_cast<std::uint64_t>(round), round == 4 ? 1 : 0}; };
    std::atomic<int> stops = 0;
    hooks.stopping = [&](std::int32_t) { ++stops; };
    hooks.stalled = hooks.lost = [](const std::string& line) { ADD_FAILURE() << line; };
    Heartbeat heartbeat(beats, {}, hooks);
    if (beats.rank() == beats.size() - 1) sleep_seconds(0.02 * round);
    heartbeat.finish();
    EXPECT_TRUE(round == 4 || stops == 0) << "a stop of a later round";
  }
}

TEST(RankPlaces, JoinsNeighboursThatAreTogether) {
  const std::vector<RankPlace> places{{0, "a", "train (3 of 9)"},
                                      {1, "a", "train (4 of 9)"},
                                      {2, "a", "train (4 of 9)"},
                                      {3, "b", "train (4 of 9)"},
                                      {5, "b", "train (4 of 9)"}};
  EXPECT_EQ(tell(places),
            "rank 0 on a is at train (3 of 9); ranks 1 to 2 on a are at train (4 of 9); rank 3 on b is at "
            "train (4 of 9); rank 5 on b is at train (4 of 9)");
  std::vector<RankPlace> many;
  for (int rank = 0; rank < 20; ++rank) many.push_back({rank, "a", std::to_string(rank)});
  EXPECT_TRUE(tell(many).ends_with("rank 5 on a is at 5; and 14 ranks more")) << tell(many);
}

}  // namespace
}  // namespace lampyris::mpi
