// Training on any number of ranks against training in one process.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "mpi/communicator.hpp"
#include "mpi/gene_axis.hpp"
#include "mpi/process_grid.hpp"
#include "mpi/sample_axis.hpp"
#include "src/autoencoder/parameter_layout.hpp"
#include "src/base/error.hpp"
#include "src/cohort/gene_statistics.hpp"
#include "src/training/node_ranges.hpp"
#include "src/training/trainer.hpp"
#include "tests/src/training/training_cohort.hpp"
#include "tests/src/training/training_rig.hpp"

namespace lampyris {
namespace {

constexpr std::size_t genes = 60;

struct Task {
  std::size_t samples, heldout;
  BatchPlan plan;
  Trainer::Settings settings;
  Architecture shape{genes, {20, 10, 15}};
};

Trainer::Settings settings(std::size_t epochs, double rate) {
  Trainer::Settings all{epochs, 0, {}};
  all.optimiser.schedule.rate = rate;
  return all;
}

/// These columns alone.
Matrix<float> columns_of(const Matrix<float>& values, Slice columns) {
  Matrix<float> some(values.rows(), columns.count);
  for (std::size_t i = 0; i < values.rows(); ++i) {
    for (std::size_t g = 0; g < columns.count; ++g) some(i, g) = values(i, columns.offset + g);
  }
  return some;
}

struct Result {
  TrainingState state;
  ParameterLayout layout;
  Autoencoder whole;
};

/// Collective. Trains on a grid; `messages`: the ranks of a gene group exchange messages instead of sharing
/// memory.
Result train(const Task& run, const mpi::Communicator& ranks, mpi::GridShape shape,
             const Trainer::Hooks& hooks = {}, bool messages = false) {
  const mpi::ProcessGrid grid(ranks, shape);
  const mpi::RankWorld world(ranks);
  const Slice mine = grid.genes(genes);
  const Slice held = samples_of_group(run.samples, shape.samples, grid.sample_part());
  const Slice out = part_of(run.heldout, shape.samples, grid.sample_part());
  const auto training = columns_of(test::factor_samples(held.offset, held.count, genes), mine);
  const auto heldout = columns_of(test::factor_samples(run.samples + out.offset, out.count, genes), mine);
  const test::RigData data{mine,
                           held,
                           training.view(),
                           heldout.view(),
                           part_of(run.heldout, shape.samples, 0).count,
                           run.plan,
                           test::column_means(test::factor_samples(0, run.samples, genes))};
  double total = test::spread(data);
  world.sum(std::span(&total, 1));

  Result result;
  result.layout = gene_layout(run.shape, mine, {grid.sample_part() == 0, ranks.rank() == 0});
  result.state = TrainingState(result.layout.size());
  initialise(result.layout, 4, result.state.weights.values());
  const auto sizes = gene_axis_sizes<float>(run.shape, test::Rig::rows(data));
  const auto axis = messages ? mpi::make_message_gene_axis(grid.gene_axis(), sizes)
                             : mpi::make_gene_axis(grid.gene_axis(), sizes);
  mpi::RankSampleAxis samples(grid.sample_axis());
  test::Rig rig(result.layout, result.state, data, run.settings, {*axis, samples, world}, total);
  rig.trainer.run(result.state, hooks);
  result.whole = Autoencoder(run.shape);
  put_into(result.whole, result.layout, result.state.weights.values());
  ranks.sum(result.whole.parameters());
  return result;
}

std::vector<mpi::GridShape> shapes_of(int ranks) {
  std::vector<mpi::GridShape> shapes;
  for (int s = 1; s <= ranks; ++s) {
    if (ranks % s == 0) shapes.push_back({static_cast<std::size_t>(s), static_cast<std::size_t>(ranks / s)});
  }
  return shapes;
}

void expect_same_curve(const Task& run) {
  const auto ranks = mpi::Communicator::world();
  const auto one = ranks.split(ranks.rank());
  const auto alone = train(run, one, {1, 1}).state.position;
  ASSERT_GT(alone.history.size(), 2U);
  EXPECT_LT(alone.history.back().loss_train, 0.9 * alone.history.front().loss_train)
      << "nothing was learned, so nothing is compared";
  for (const auto& shape : shapes_of(ranks.size())) {
    for (const bool messages : {false, true}) {
      const auto mine = train(run, ranks, shape, {}, messages).state.position;
      ASSERT_EQ(mine.history.size(), alone.history.size());
      for (std::size_t e = 0; e < alone.history.size(); ++e) {
        const auto& a = mine.history[e];
        const auto& b = alone.history[e];
        EXPECT_NEAR(a.loss_train, b.loss_train, 1e-5 * b.loss_train) << to_string(shape) << " epoch " << e;
        EXPECT_NEAR(a.r2_train, b.r2_train, 1e-5);
        EXPECT_EQ(std::isnan(a.r2_heldout), std::isnan(b.r2_heldout));
        if (!std::isnan(b.r2_heldout)) {
          EXPECT_NEAR(a.r2_heldout, b.r2_heldout, 1e-5);
        }
        EXPECT_EQ(a.step, b.step);
        EXPECT_EQ(a.rate, b.rate);
      }
      EXPECT_EQ(mine.best_epoch, alone.best_epoch);
    }
  }
}

TEST(TrainerOnGrids, HasTheLossesOfOneProcess) {
  expect_same_curve(Task{83, 17, {83, 16, 9}, settings(12, 5e-3)});
}

TEST(TrainerOnGrids, AlsoWithTiedWeightsAndOneHiddenLayer) {
  Task tied{83, 17, {83, 16, 9}, settings(12, 5e-3)};
  tied.shape = {genes, {16, 8, 16}, Activation::elu, Activation::linear, true};
  expect_same_curve(tied);
  Task shallow = tied;
  shallow.shape = {genes, {12}};
  expect_same_curve(shallow);
}

TEST(TrainerOnGrids, AlsoWhereBatchesAreSmallerThanTheGroups) {
  expect_same_curve({11, 1, {11, 2, 9}, settings(15, 5e-3)});
}

TEST(TrainerOnGrids, AlsoWhereGroupsHaveNoSamples) {
  expect_same_curve({5, 0, {5, 3, 9}, settings(40, 5e-3)});
}

TEST(TrainerOnGrids, RanksHoldTheSameCopies) {
  const auto ranks = mpi::Communicator::world();
  for (const auto& shape : shapes_of(ranks.size())) {
    const auto result = train({50, 10, {50, 8, 2}, settings(4, 5e-3)}, ranks, shape);
    const Slice inner = inner_parameters(result.layout);
    const auto weights = result.state.weights.values().subspan(inner.offset, inner.count);
    std::vector<double> low(weights.begin(), weights.end());
    std::vector<double> high = low;
    ranks.minimum(low);
    ranks.maximum(high);
    EXPECT_EQ(low, high);
    // A gene slice is held once in every sample group.
    const mpi::ProcessGrid grid(ranks, shape);
    const auto all = result.state.weights.values();
    low.assign(all.begin(), all.end());
    high = low;
    grid.sample_axis().minimum(low);
    grid.sample_axis().maximum(high);
    EXPECT_EQ(low, high);
  }
}

TEST(TrainerOnGrids, GiveTheSameAutoencoder) {
  const auto ranks = mpi::Communicator::world();
  const Task run{50, 10, {50, 8, 2}, settings(3, 5e-3)};
  const auto alone = train(run, ranks.split(ranks.rank()), {1, 1});
  for (const auto& shape : shapes_of(ranks.size())) {
    const auto result = train(run, ranks, shape);
    for (std::size_t i = 0; i < alone.whole.parameters().size(); ++i) {
      ASSERT_NEAR(result.whole.parameters()[i], alone.whole.parameters()[i], 2e-4) << to_string(shape);
    }
  }
}

TEST(TrainerOnGrids, StopTogetherWhenTheLastIsAsked) {
  const auto ranks = mpi::Communicator::world();
  for (const auto& shape : shapes_of(ranks.size())) {
    int polled = 0;
    std::size_t saved_updates = 0;
    Trainer::Hooks hooks;
    hooks.stop_asked = [&] { return ++polled == 4 && ranks.rank() == ranks.size() - 1; };
    hooks.save = [&](const TrainingState& now) { saved_updates = now.position.updates; };
    const auto result = train({50, 10, {50, 8, 2}, settings(4, 5e-3)}, ranks, shape, hooks);
    EXPECT_EQ(result.state.position.updates, 4U);
    EXPECT_EQ(saved_updates, 4U);
  }
}

TEST(TrainerOnGrids, DivergeWithOneMessage) {
  const auto ranks = mpi::Communicator::world();
  for (const auto& shape : shapes_of(ranks.size())) {
    Task run{30, 0, {30, 4, 1}, settings(2, 1e30)};
    run.shape = {genes, {5}, Activation::linear, Activation::linear};
    std::string message;
    try {
      static_cast<void>(train(run, ranks, shape));
    } catch (const Error& error) {
      message = error.what();
    }
    EXPECT_NE(message.find("the loss is not finite"), std::string::npos) << message;
    std::string of_first = message;
    ranks.broadcast(of_first);
    EXPECT_EQ(message, of_first);
  }
}

std::string refusal(const std::string& grid, std::size_t of_genes) {
  const auto ranks = mpi::Communicator::world();
  try {
    static_cast<void>(mpi::grid_shape(grid, of_genes, ranks));
  } catch (const UsageError& error) {
    return error.what();
  }
  return "";
}

TEST(GridShape, IsWhatWasAskedForOrFitsTheNode) {
  const auto ranks = mpi::Communicator::world();
  const auto size = static_cast<std::size_t>(ranks.size());
  EXPECT_EQ(mpi::grid_shape(fmt::format("{}x1", size), genes, ranks), (mpi::GridShape{size, 1}));
  EXPECT_EQ(mpi::grid_shape("auto", 100000, ranks), (mpi::GridShape{1, size})) << "all ranks are on one node";
  EXPECT_EQ(mpi::grid_shape("auto", 300, ranks), (mpi::GridShape{size, 1})) << "too few genes to cut";
}

TEST(GridShape, RefusesWhatCannotBe) {
  const auto size = mpi::Communicator::world().size();
  for (const char* text : {"2x", "x2", "0x2", "2x2x2", "-1x1", "two", ""}) {
    EXPECT_NE(refusal(text, genes).find("sample groups x gene groups, as 2x4"), std::string::npos) << text;
  }
  EXPECT_NE(refusal("7x3", genes).find(fmt::format("are not the {} ranks", size)), std::string::npos);
  EXPECT_NE(refusal("99999999999x99999999999", genes).find("are not the"), std::string::npos);
  if (size > 1) {
    EXPECT_NE(refusal(fmt::format("1x{}", size), 1).find("more than the 1 genes"), std::string::npos);
  }
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
