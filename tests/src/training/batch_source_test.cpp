#include "src/training/batch_source.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace lampyris {
namespace {

constexpr std::size_t samples = 23;

/// One gene, whose value is the index of the sample.
Matrix<float> numbered(Slice held) {
  Matrix<float> values(held.count, 1);
  std::iota(values.data(), values.data() + held.count, static_cast<float>(held.offset));
  return values;
}

std::vector<float> members(BatchSource& source, std::size_t step) {
  const Batch batch = source.batch(step);
  return {batch.values.data(), batch.values.data() + batch.values.rows()};
}

TEST(BatchSource, GivesEverySampleOnceAnEpoch) {
  const auto values = numbered({0, samples});
  BatchSource source(values.view(), {0, samples}, {samples, 5, 1});
  EXPECT_EQ(source.steps(), 5U);
  source.begin_epoch(3);
  std::vector<float> seen;
  for (std::size_t step = 0; step < source.steps(); ++step) {
    EXPECT_EQ(source.batch(step).samples, step < 4 ? 5U : 3U);
    const auto batch = members(source, step);
    seen.insert(seen.end(), batch.begin(), batch.end());
  }
  EXPECT_FALSE(std::is_sorted(seen.begin(), seen.end()));
  std::sort(seen.begin(), seen.end());
  const auto all = numbered({0, samples});
  EXPECT_TRUE(std::equal(seen.begin(), seen.end(), all.values().begin(), all.values().end()));
}

TEST(BatchSource, DependsOnSeedEpochAndStepAlone) {
  const auto values = numbered({0, samples});
  BatchSource source(values.view(), {0, samples}, {samples, 5, 1});
  BatchSource again(values.view(), {0, samples}, {samples, 5, 1});
  BatchSource other(values.view(), {0, samples}, {samples, 5, 2});
  source.begin_epoch(0);
  const auto first = members(source, 2);
  source.begin_epoch(1);
  EXPECT_NE(members(source, 2), first);
  again.begin_epoch(7);
  again.begin_epoch(0);
  EXPECT_EQ(members(again, 2), first) << "whatever epochs came before";
  other.begin_epoch(0);
  EXPECT_NE(members(other, 2), first);
}

TEST(BatchSource, RanksTogetherGiveTheBatch) {
  const auto values = numbered({0, samples});
  BatchSource whole(values.view(), {0, samples}, {samples, 6, 1});
  whole.begin_epoch(0);
  for (std::size_t step = 0; step < whole.steps(); ++step) {
    std::vector<float> together;
    for (std::size_t rank = 0; rank < 30; ++rank) {
      const Slice held = part_of(samples, 30, rank);
      const auto mine = numbered(held);
      BatchSource source(mine.view(), held, {samples, 6, 1});
      source.begin_epoch(0);
      EXPECT_EQ(source.batch(step).samples, whole.batch(step).samples);
      const auto part = members(source, step);
      together.insert(together.end(), part.begin(), part.end());
    }
    auto expected = members(whole, step);
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(together, expected);
  }
}

}  // namespace
}  // namespace lampyris
