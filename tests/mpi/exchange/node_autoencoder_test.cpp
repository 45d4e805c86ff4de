// SPDX-License-Identifier: Apache-2.0
#include "mpi/exchange/node_autoencoder.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace lampyris::mpi {
namespace {

const Architecture shape{7, {3, 2}, Activation::tanh, Activation::linear};

TEST(NodeAutoencoder, StartsAtZeroAndHasOneWriter) {
  const auto ranks = Communicator::world();
  NodeAutoencoder shared(ranks, shape);
  EXPECT_EQ(shared.autoencoder().parameters().size(), shape.parameters());
  EXPECT_TRUE(std::ranges::all_of(shared.autoencoder().parameters(), [](float value) { return value == 0; }));
  std::vector<double> writers{shared.writes() ? 1.0 : 0.0};
  ranks.sum(writers);
  EXPECT_EQ(writers[0], 1) << "the ranks of a test are on one node";
}

TEST(NodeAutoencoder, EveryRankReadsWhatTheWriterWrote) {
  const auto ranks = Communicator::world();
  NodeAutoencoder shared(ranks, shape);
  if (shared.writes()) std::ranges::fill(shared.autoencoder().parameters(), 2.5F);
  shared.synchronise();
  const Autoencoder autoencoder = std::move(shared).take();
  EXPECT_TRUE(std::ranges::all_of(autoencoder.parameters(), [](float value) { return value == 2.5F; }));
}

TEST(NodeAutoencoder, TheSumHasWhatEachRankPut) {
  const auto ranks = Communicator::world();
  NodeAutoencoder shared(ranks, shape);
  const auto parameters = shared.autoencoder().parameters();
  const auto step = static_cast<std::size_t>(ranks.size());
  for (auto i = static_cast<std::size_t>(ranks.rank()); i < parameters.size(); i += step) {
    parameters[i] = static_cast<float>(i) + 1;
  }
  shared.sum_copies();
  for (std::size_t i = 0; i < parameters.size(); ++i) EXPECT_EQ(parameters[i], static_cast<float>(i) + 1);
}

}  // namespace
}  // namespace lampyris::mpi
