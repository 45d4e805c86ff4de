// SPDX-License-Identifier: Apache-2.0
// Arrays that are longer than a message may be: here a message has three elements.
#include "mpi/messages.hpp"

#include <gtest/gtest.h>

#include <array>
#include <numeric>
#include <string>
#include <vector>

#include "mpi/communicator.hpp"

namespace lampyris::mpi {
namespace {

constexpr std::size_t piece = 3;

TEST(Messages, PiecesMakeTheWhole) {
  const auto ranks = Communicator::world();
  for (const std::size_t count : {0U, 1U, 3U, 7U, 9U}) {
    std::vector<std::int64_t> values(count);
    std::iota(values.begin(), values.end(), 100 * ranks.rank());
    auto sums = values;
    all_reduce(elements_of(std::span(sums)), MPI_SUM, ranks.raw(), piece);
    broadcast(elements_of(std::span(values)), ranks.size() - 1, ranks.raw(), piece);
    for (std::size_t i = 0; i < count; ++i) {
      const auto n = static_cast<std::int64_t>(i);
      EXPECT_EQ(sums[i], n * ranks.size() + 50 * ranks.size() * (ranks.size() - 1));
      EXPECT_EQ(values[i], n + 100 * (ranks.size() - 1));
    }
  }
}

TEST(Messages, GatherInPiecesIsThatOfOneMessage) {
  const auto ranks = Communicator::world();
  std::vector<std::size_t> counts;
  std::vector<double> expected;
  for (int r = 0; r < ranks.size(); ++r) {
    counts.push_back(static_cast<std::size_t>(5 * r % 8));  // 0, 5, 2, 7, …
    for (std::size_t i = 0; i < counts.back(); ++i) expected.push_back(100 * r + static_cast<double>(i));
  }
  const auto before = std::accumulate(counts.begin(), counts.begin() + ranks.rank(), std::ptrdiff_t{0});
  for (const std::size_t longest : {piece, longest_piece}) {
    std::vector<double> whole(expected.size(), -1);
    const auto mine = static_cast<std::ptrdiff_t>(counts[static_cast<std::size_t>(ranks.rank())]);
    std::copy_n(expected.begin() + before, mine, whole.begin() + before);
    all_gather(elements_of(std::span(whole)), counts, ranks.raw(), longest);
    EXPECT_EQ(whole, expected) << longest;
  }
}

TEST(Messages, WhatOneSendsInPiecesTheOtherReceives) {
  const auto ranks = Communicator::world();
  const std::string text = "sent in pieces";
  if (ranks.rank() > 0) return send(std::as_bytes(std::span(text)), 0, ranks.raw(), piece);
  for (int from = 1; from < ranks.size(); ++from) {
    std::string received(text.size(), ' ');
    receive(std::as_writable_bytes(std::span(received)), from, ranks.raw(), piece);
    EXPECT_EQ(received, text);
  }
}

}  // namespace
}  // namespace lampyris::mpi
