// Training on any number of ranks against training in one process.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "mpi/communicator.hpp"
#include "mpi/sample_axis.hpp"
#include "src/base/error.hpp"
#include "src/cohort/gene_statistics.hpp"
#include "src/training/node_ranges.hpp"
#include "src/training/trainer.hpp"
#include "tests/src/training/training_cohort.hpp"

namespace lampyris {
namespace {

constexpr std::size_t genes = 60;

struct Run {
  std::size_t samples, heldout;
  BatchSource::Plan plan;
  Trainer::Settings settings;
  Architecture shape{genes, {20, 10, 15}};
};

TrainingState train(const Run& run, const World& world, const SampleAxis& axis,
                    const Trainer::Hooks& hooks = {}) {
  const Slice held = world.share(run.samples);
  const auto training = test::factor_samples(held.offset, held.count, genes);
  const Slice out = world.share(run.heldout);
  const auto heldout = test::factor_samples(run.samples + out.offset, out.count, genes);
  const auto means = test::column_means(test::factor_samples(0, run.samples, genes));
  TrainingState state(run.shape);
  initialise(state.autoencoder, 4);
  Trainer trainer(run.shape, run.settings, {training.view(), held, run.plan, heldout.view(), means}, world,
                  axis);
  trainer.run(state, hooks);
  return state;
}

void expect_same_curve(const Run& run) {
  const auto ranks = mpi::Communicator::world();
  const auto mine = train(run, mpi::RankWorld(ranks), mpi::RankSampleAxis(ranks));
  const auto alone = train(run, SingleWorld(), SingleSampleAxis());
  ASSERT_EQ(mine.position.history.size(), alone.position.history.size());
  ASSERT_GT(alone.position.history.size(), 2U);
  EXPECT_LT(alone.position.history.back().loss_train, 0.9 * alone.position.history.front().loss_train)
      << "nothing was learned, so nothing is compared";
  for (std::size_t e = 0; e < alone.position.history.size(); ++e) {
    const auto& a = mine.position.history[e];
    const auto& b = alone.position.history[e];
    EXPECT_NEAR(a.loss_train, b.loss_train, 1e-5 * b.loss_train) << "epoch " << e;
    EXPECT_NEAR(a.r2_train, b.r2_train, 1e-5);
    EXPECT_EQ(std::isnan(a.r2_heldout), std::isnan(b.r2_heldout));
    if (!std::isnan(b.r2_heldout)) {
      EXPECT_NEAR(a.r2_heldout, b.r2_heldout, 1e-5);
    }
    EXPECT_EQ(a.step, b.step);
    EXPECT_EQ(a.rate, b.rate);
  }
  EXPECT_EQ(mine.position.best_epoch, alone.position.best_epoch);
}

TEST(TrainerOnRanks, HasTheLossesOfOneProcess) {
  expect_same_curve({83, 17, {83, 16, 9}, {12, 0, 5e-3}});
}

TEST(TrainerOnRanks, AlsoWhereBatchesAreSmallerThanTheRanks) {
  expect_same_curve({11, 1, {11, 2, 9}, {15, 0, 5e-3}});
}

TEST(TrainerOnRanks, AlsoWhereRanksHaveNoSamples) {
  expect_same_curve({5, 0, {5, 3, 9}, {40, 0, 5e-3}});
}

TEST(TrainerOnRanks, AllRanksHoldTheSameWeights) {
  const auto ranks = mpi::Communicator::world();
  const auto state =
      train({50, 10, {50, 8, 2}, {4, 0, 5e-3}}, mpi::RankWorld(ranks), mpi::RankSampleAxis(ranks));
  const auto weights = state.autoencoder.parameters();
  std::vector<double> low(weights.begin(), weights.end());
  std::vector<double> high = low;
  ranks.minimum(low);
  ranks.maximum(high);
  EXPECT_EQ(low, high);
}

TEST(TrainerOnRanks, StopTogetherWhenTheLastIsAsked) {
  const auto ranks = mpi::Communicator::world();
  int polled = 0;
  std::size_t saved_updates = 0;
  Trainer::Hooks hooks;
  hooks.stop_asked = [&] { return ++polled == 4 && ranks.rank() == ranks.size() - 1; };
  hooks.save = [&](const TrainingState& now) { saved_updates = now.position.updates; };
  const auto state =
      train({50, 10, {50, 8, 2}, {4, 0, 5e-3}}, mpi::RankWorld(ranks), mpi::RankSampleAxis(ranks), hooks);
  EXPECT_EQ(state.position.updates, 4U);
  EXPECT_EQ(saved_updates, 4U);
}

TEST(TrainerOnRanks, DivergeWithOneMessage) {
  const auto ranks = mpi::Communicator::world();
  const mpi::RankWorld world(ranks);
  const mpi::RankSampleAxis axis(ranks);
  const Slice held = world.share(30);
  auto training = test::factor_samples(held.offset, held.count, genes);
  if (held.contains(29)) training(29 - held.offset, 0) = std::numeric_limits<float>::infinity();
  const Architecture shape{genes, {5}};
  TrainingState state(shape);
  initialise(state.autoencoder, 4);
  Trainer trainer(shape, {2, 0, 1e-3},
                  {training.view(),
                   held,
                   {30, 4, 1},
                   MatrixView<const float>(nullptr, 0, genes),
                   std::vector<double>(genes, 0.5)},
                  world, axis);
  std::string message;
  try {
    trainer.run(state, {});
  } catch (const Error& error) {
    message = error.what();
  }
  EXPECT_NE(message.find("layer 0"), std::string::npos) << message;
  std::string of_first = message;
  ranks.broadcast(of_first);
  EXPECT_EQ(message, of_first);
}

TEST(NodeRangesOnRanks, AreThoseOfOneProcessBitForBit) {
  const auto ranks = mpi::Communicator::world();
  const std::size_t samples = 150;
  Autoencoder autoencoder(Architecture{genes, {9, 4}});
  initialise(autoencoder, 1);
  const auto read = [](Slice slice) { return test::factor_samples(slice.offset, slice.count, genes); };
  const auto mine = node_ranges(mpi::RankWorld(ranks), autoencoder, samples, read);
  const auto alone = node_ranges(SingleWorld(), autoencoder, samples, read);
  ASSERT_EQ(mine.size(), 2U);
  for (std::size_t l = 0; l < 2; ++l) {
    EXPECT_EQ(mine[l].minimum, alone[l].minimum);
    EXPECT_EQ(mine[l].mean, alone[l].mean);
    EXPECT_EQ(mine[l].maximum, alone[l].maximum);
    EXPECT_LT(alone[l].minimum[0], alone[l].maximum[0]);
  }
}

TEST(GeneStatisticsOnRanks, AreThoseOfOneProcessBitForBit) {
  const auto ranks = mpi::Communicator::world();
  const auto read = [](Slice samples, Slice columns) {
    const auto whole = test::factor_samples(samples.offset, samples.count, genes);
    Matrix<float> block(samples.count, columns.count);
    for (std::size_t i = 0; i < samples.count; ++i) {
      for (std::size_t g = 0; g < columns.count; ++g) block(i, g) = whole(i, columns.offset + g);
    }
    return block;
  };
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < 600; i += 1 + i % 3) chosen.push_back(i);
  const auto mine = gene_statistics(mpi::RankWorld(ranks), chosen, genes, read);
  const auto alone = gene_statistics(SingleWorld(), chosen, genes, read);
  EXPECT_EQ(mine.minimum, alone.minimum);
  EXPECT_EQ(mine.maximum, alone.maximum);
  EXPECT_EQ(mine.mean, alone.mean);
  EXPECT_EQ(mine.sd, alone.sd);
  EXPECT_GT(alone.sd[0], 0);
}

}  // namespace
}  // namespace lampyris
