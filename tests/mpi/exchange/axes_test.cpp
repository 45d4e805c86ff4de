// SPDX-License-Identifier: Apache-2.0
// The exchanges of a training step, each against what it is defined to do.
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <vector>

#include "mpi/exchange/rank_gene_axis.hpp"
#include "mpi/exchange/rank_sample_axis.hpp"
#include "mpi/exchange/ring_sum.hpp"
#include "mpi/node_window.hpp"

namespace lampyris::mpi {
namespace {

constexpr GeneAxisSizes sizes{40, 9, 9 * sizeof(float), 300};

// Whole numbers, whose float sums are exact in any order.
float value_of(std::size_t rank, std::size_t round, std::size_t i) {
  return static_cast<float>((rank * 7 + round * 3 + i) % 101);
}

float sum_of(std::size_t ranks, std::size_t round, std::size_t i) {
  float sum = 0;
  for (std::size_t rank = 0; rank < ranks; ++rank) sum += value_of(rank, round, i);
  return sum;
}

class GeneAxisOnRanks : public testing::TestWithParam<bool> {
 protected:
  [[nodiscard]] std::unique_ptr<GeneAxis> make() const {
    return GetParam() ? make_gene_axis(ranks, sizes) : make_message_gene_axis(ranks, sizes);
  }
  const Communicator ranks = Communicator::world();
  const std::size_t size = static_cast<std::size_t>(ranks.size());
  const std::size_t me = static_cast<std::size_t>(ranks.rank());
};

TEST_P(GeneAxisOnRanks, KnowsItsRanks) {
  const auto axis = make();
  EXPECT_EQ(axis->parts(), size);
  EXPECT_EQ(axis->index(), me);
  EXPECT_EQ(axis->my_rows(40), part_of(40, size, me));
}

TEST_P(GeneAxisOnRanks, SumsAndScattersRows) {
  const auto axis = make();
  // As in training, a gather stands between the two uses of the partial sums; one row for many, and none.
  std::size_t round = 0;
  for (const std::size_t rows : {40U, 7U, 1U, 0U, 3U, 40U}) {
    for (const std::size_t columns : {9U, 4U}) {
      ++round;
      const auto partial = axis->partial(rows, columns);
      for (std::size_t i = 0; i < rows * columns; ++i) partial.data()[i] = value_of(me, round, i);
      const Slice my_rows = axis->my_rows(rows);
      Matrix<float> mine(my_rows.count, columns);
      axis->sum_scatter(rows, mine.view());
      for (std::size_t i = 0; i < mine.size(); ++i) {
        ASSERT_EQ(mine.data()[i], sum_of(size, round, my_rows.offset * columns + i)) << rows << " rows";
      }
      axis->gather(GeneAxis::Channel::code, rows, columns * sizeof(float));
    }
  }
}

TEST_P(GeneAxisOnRanks, GathersRowsOfBothChannelsApart) {
  const auto axis = make();
  using Channel = GeneAxis::Channel;
  const auto bytes_of = [&](Channel channel, std::size_t rows, std::size_t bytes) {
    std::vector<unsigned char> found(rows * bytes);
    if (!found.empty()) std::memcpy(found.data(), axis->whole(channel), found.size());
    return found;
  };
  const auto expected = [](Channel channel, std::size_t rows, std::size_t bytes) {
    std::vector<unsigned char> values(rows * bytes);
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<unsigned char>(i * 5 + rows + (channel == Channel::code ? 0 : 100));
    }
    return values;
  };
  for (const std::size_t rows : {40U, 7U, 1U, 0U, 40U}) {
    for (const std::size_t bytes : {36U, 18U}) {
      for (const Channel channel : {Channel::code, Channel::delta}) {
        const Slice my_rows = axis->my_rows(rows);
        const auto values = expected(channel, rows, bytes);
        if (my_rows.count > 0) {
          std::memcpy(axis->whole(channel) + my_rows.offset * bytes, values.data() + my_rows.offset * bytes,
                      my_rows.count * bytes);
        }
        axis->gather(channel, rows, bytes);
      }
      EXPECT_EQ(bytes_of(Channel::code, rows, bytes), expected(Channel::code, rows, bytes));
      EXPECT_EQ(bytes_of(Channel::delta, rows, bytes), expected(Channel::delta, rows, bytes));
      ranks.barrier();  // before the next rows overwrite what the last rank still compares
    }
  }
}

TEST_P(GeneAxisOnRanks, SumsSlicesAndGathersWhatBecameOfThem) {
  const auto axis = make();
  std::size_t round = 0;
  for (const std::size_t count : {300U, 5U, 1U, 299U}) {
    ++round;
    const auto shared = axis->shared_gradient(count);
    ASSERT_EQ(shared.size(), count);
    for (std::size_t i = 0; i < count; ++i) shared[i] = value_of(me, round, i);
    const Slice mine = part_of(count, size, me);
    const auto slice = axis->sum_slice(count);
    ASSERT_EQ(slice.size(), mine.count);
    for (std::size_t i = 0; i < mine.count; ++i) ASSERT_EQ(slice[i], sum_of(size, round, mine.offset + i));
    for (float& value : slice) value *= 2;  // what the sample axis would do
    const auto whole = axis->gather_slices(count);
    ASSERT_EQ(whole.size(), count);
    for (std::size_t i = 0; i < count; ++i) ASSERT_EQ(whole[i], 2 * sum_of(size, round, i));
    ranks.barrier();
  }
}

INSTANTIATE_TEST_SUITE_P(Through, GeneAxisOnRanks, testing::Bool(),
                         [](const auto& one) { return one.param ? "memory" : "messages"; });

class RankSampleAxisTest : public testing::TestWithParam<RankSampleAxis::Overlap> {};

TEST_P(RankSampleAxisTest, SumsSpansOfAnySize) {
  const auto ranks = Communicator::world();
  const auto size = static_cast<std::size_t>(ranks.size());
  const auto me = static_cast<std::size_t>(ranks.rank());
  RankSampleAxis axis(ranks, GetParam());
  for (std::size_t round = 0; round < 3; ++round) {
    // One of several pieces, one small, one empty.
    std::vector<float> large((std::size_t{1} << 21) + 12345);
    std::vector<float> small(17);
    std::vector<float> none;
    for (std::size_t i = 0; i < large.size(); ++i) large[i] = value_of(me, round, i);
    for (std::size_t i = 0; i < small.size(); ++i) small[i] = value_of(me, round + 1, i);
    std::vector<float> first = large;
    axis.begin_sum(first);
    axis.begin_sum(none);
    axis.sum(small);  // while the others are under way
    axis.begin_sum(large);
    ranks.barrier();
    axis.finish();
    EXPECT_EQ(first, large);
    for (std::size_t i = 0; i < small.size(); ++i) ASSERT_EQ(small[i], sum_of(size, round + 1, i));
    for (std::size_t i = 0; i < large.size(); ++i) ASSERT_EQ(large[i], sum_of(size, round, i)) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Sums, RankSampleAxisTest,
                         testing::Values(RankSampleAxis::Overlap::between_nodes,
                                         RankSampleAxis::Overlap::never, RankSampleAxis::Overlap::always),
                         [](const auto& one) {
                           return one.param == RankSampleAxis::Overlap::between_nodes ? "BetweenNodes"
                                  : one.param == RankSampleAxis::Overlap::never       ? "Never"
                                                                                      : "Always";
                         });

// Up to three ranks, a slice has more pieces than there are messages under way.
TEST(RingSum, SumsSlicesOfManyPieces) {
  const auto ranks = Communicator::world();
  const auto size = static_cast<std::size_t>(ranks.size());
  const auto me = static_cast<std::size_t>(ranks.rank());
  std::vector<float> values((std::size_t{6} << 20) + 1);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = value_of(me, 0, i);
  RingSum(ranks).run(values);
  for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(values[i], sum_of(size, 0, i)) << i;
}

TEST(NodeWindow, SharesASegmentOfEachRank) {
  const auto ranks = Communicator::world();
  const auto size = static_cast<std::size_t>(ranks.size());
  const auto me = static_cast<std::size_t>(ranks.rank());
  // Unequal ones; rank 0 may have none.
  const NodeWindow window(ranks, me * 100);
  for (std::size_t rank = 0; rank < size; ++rank) {
    const auto address = reinterpret_cast<std::uintptr_t>(window.segment(rank));  // NOLINT
    EXPECT_EQ(address % 64, 0U);
    for (std::size_t i = 0; i < rank * 100; ++i) EXPECT_EQ(window.segment(rank)[i], std::byte{0});
  }
  window.synchronise();
  std::memset(window.segment(me), static_cast<int>(me + 1), me * 100);
  window.synchronise();
  for (std::size_t rank = 0; rank < size; ++rank) {
    for (std::size_t i = 0; i < rank * 100; ++i) {
      ASSERT_EQ(window.segment(rank)[i], static_cast<std::byte>(rank + 1));
    }
  }
  window.synchronise();
}

}  // namespace
}  // namespace lampyris::mpi
