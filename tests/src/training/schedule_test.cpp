// SPDX-License-Identifier: Apache-2.0
#include "src/training/schedule.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace lampyris {
namespace {

using Kind = Schedule::Kind;

TEST(Schedule, IsInverseInTimeUnlessAsked) {
  const Schedule schedule;
  EXPECT_DOUBLE_EQ(schedule.at(0), 1e-4);
  EXPECT_DOUBLE_EQ(schedule.at(1000000), 5e-5);
  EXPECT_DOUBLE_EQ((Schedule{.rate = 0.3, .decay = 0.5}).at(4), 0.1);
}

TEST(Schedule, Constant) {
  const Schedule schedule{.kind = Kind::constant, .rate = 0.01};
  for (const std::uint64_t done : {0U, 1U, 1000000U}) EXPECT_EQ(schedule.at(done), 0.01);
}

// Loshchilov & Hutter 2017, without restarts: ½ (1 + cos(π t / T)).
TEST(Schedule, CosineFallsToZeroAndStaysThere) {
  const Schedule schedule{.kind = Kind::cosine, .rate = 0.02, .updates = 600};
  EXPECT_DOUBLE_EQ(schedule.at(0), 0.02);
  EXPECT_NEAR(schedule.at(100), 0.02 * (1 + std::sqrt(3.0) / 2) / 2, 1e-15);
  EXPECT_NEAR(schedule.at(200), 0.015, 1e-15);
  EXPECT_NEAR(schedule.at(300), 0.01, 1e-15);
  EXPECT_NEAR(schedule.at(400), 0.005, 1e-15);
  EXPECT_NEAR(schedule.at(600), 0, 1e-15);
  EXPECT_NEAR(schedule.at(10000), 0, 1e-15);
}

TEST(Schedule, StepsDown) {
  const Schedule schedule{.kind = Kind::step, .rate = 1, .step_updates = 10, .step_factor = 0.5};
  EXPECT_EQ(schedule.at(0), 1);
  EXPECT_EQ(schedule.at(9), 1);
  EXPECT_EQ(schedule.at(10), 0.5);
  EXPECT_EQ(schedule.at(19), 0.5);
  EXPECT_EQ(schedule.at(20), 0.25);
}

TEST(Schedule, WarmsUpWhateverTheKind) {
  for (const Kind kind : {Kind::inverse_time, Kind::constant, Kind::cosine, Kind::step}) {
    const Schedule cold{.kind = kind, .rate = 0.1, .decay = 0.01, .updates = 100, .step_updates = 3};
    Schedule warm = cold;
    warm.warmup_updates = 8;
    for (std::uint64_t done = 0; done < 8; ++done) {
      EXPECT_DOUBLE_EQ(warm.at(done), cold.at(done) * static_cast<double>(done + 1) / 8);
    }
    for (std::uint64_t done = 7; done < 20; ++done) EXPECT_DOUBLE_EQ(warm.at(done), cold.at(done));
  }
}

}  // namespace
}  // namespace lampyris
