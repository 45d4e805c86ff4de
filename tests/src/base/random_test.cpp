// SPDX-License-Identifier: Apache-2.0
#include "src/base/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace lampyris {
namespace {

TEST(Random, IsAFunctionOfSeedStreamAndIndex) {
  Random a(7, Stream::shuffle, 3);
  Random b(7, Stream::shuffle, 3);
  Random other_seed(8, Stream::shuffle, 3);
  Random other_stream(7, Stream::split, 3);
  Random other_index(7, Stream::shuffle, 4);
  const auto first = a();
  EXPECT_EQ(first, b());
  EXPECT_NE(first, other_seed());
  EXPECT_NE(first, other_stream());
  EXPECT_NE(first, other_index());
}

TEST(Random, NormalHasItsMoments) {
  Random random(1, Stream::simulated_noise, 0);
  constexpr int n = 200000;
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < n; ++i) {
    const double x = random.normal();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / n, 0, 5 / std::sqrt(n));
  EXPECT_NEAR(squares / n, 1, 5 * std::sqrt(2.0 / n));
}

TEST(Random, BelowIsUniform) {
  Random random(1, Stream::kmeans, 0);
  std::vector<int> count(7);
  for (int i = 0; i < 70000; ++i) ++count[random.below(7)];
  for (const int c : count) EXPECT_NEAR(c, 10000, 5 * std::sqrt(10000.0));
}

TEST(Random, ShuffleKeepsEveryValue) {
  std::vector<int> values(100);
  std::iota(values.begin(), values.end(), 0);
  auto shuffled = values;
  Random(1, Stream::shuffle, 0).shuffle(std::span(shuffled));
  EXPECT_NE(values, shuffled);
  std::sort(shuffled.begin(), shuffled.end());
  EXPECT_EQ(values, shuffled);
}

}  // namespace
}  // namespace lampyris
