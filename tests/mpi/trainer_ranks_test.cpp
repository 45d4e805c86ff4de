// SPDX-License-Identifier: Apache-2.0
// Training on every grid of these ranks, by shared memory and by messages, against training in one process.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "mpi/communicator.hpp"
#include "src/autoencoder/pinned_weights.hpp"
#include "src/autoencoder/residual_start.hpp"
#include "tests/mpi/grid_training.hpp"
#include "tests/support/bfloat16_products.hpp"

namespace lampyris {
namespace {

using mpi::ProcessGrid;
using test::Exchange;
using test::Training;

constexpr std::size_t genes = 61;  // a prime: slices are unequal
const Architecture deep{genes, {20, 10, 15}};

/// Calls use(grid, exchange) for all of them.
template <class Use>
void on_every_grid(Use use) {
  const auto ranks = mpi::Communicator::world();
  for (const mpi::GridShape& shape : test::all_shapes(ranks.size())) {
    const ProcessGrid grid(ranks, shape);
    for (const Exchange exchange : {Exchange::window, Exchange::messages}) {
      SCOPED_TRACE(to_string(shape) + (exchange == Exchange::window ? " window" : " messages"));
      use(grid, exchange);
    }
  }
}

template <class Number>
test::Outcome train_alone(const Training& run) {
  const auto ranks = mpi::Communicator::world();
  const auto alone = ranks.split(ranks.rank());
  return test::train_on<Number>(ProcessGrid(alone, {1, 1}), Exchange::window, run);
}

void expect_same_history(const std::vector<EpochReport>& mine, const std::vector<EpochReport>& alone,
                         double tolerance) {
  ASSERT_EQ(mine.size(), alone.size());
  for (std::size_t e = 0; e < alone.size(); ++e) {
    EXPECT_NEAR(mine[e].loss_train, alone[e].loss_train, tolerance * alone[e].loss_train) << "epoch " << e;
    EXPECT_NEAR(mine[e].r2_train, alone[e].r2_train, tolerance);
    EXPECT_EQ(std::isnan(mine[e].r2_heldout), std::isnan(alone[e].r2_heldout));
    if (!std::isnan(alone[e].r2_heldout)) {
      EXPECT_NEAR(mine[e].r2_heldout, alone[e].r2_heldout, tolerance);
    }
    EXPECT_EQ(mine[e].step, alone[e].step);
    EXPECT_EQ(mine[e].rate, alone[e].rate);
  }
}

void expect_learning(const test::Outcome& alone) {
  const auto& history = alone.state.position.history;
  ASSERT_GT(history.size(), 2U);
  EXPECT_LT(history.back().loss_train, 0.9 * history.front().loss_train)
      << "nothing was learned, so nothing is compared";
}

double relative_difference(const std::vector<float>& found, const std::vector<float>& expected) {
  double missed = 0;
  double size = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    missed += std::pow(static_cast<double>(found[i]) - expected[i], 2);
    size += std::pow(static_cast<double>(expected[i]), 2);
  }
  return std::sqrt(missed / size);
}

std::vector<float> values_of(const test::Outcome& outcome) {
  return {outcome.state.weights.values().begin(), outcome.state.weights.values().end()};
}

// Not a bit of `values` may differ over these ranks.
void expect_same_bits(const mpi::Communicator& ranks, std::span<const float> values) {
  std::vector<double> low(values.begin(), values.end());
  std::vector<double> high = low;
  ranks.minimum(low);
  ranks.maximum(high);
  EXPECT_EQ(low, high);
}

void expect_replicas_alike(const ProcessGrid& grid, const test::Outcome& outcome) {
  const auto weights = outcome.state.weights.values();
  const Slice inner = inner_parameters(outcome.layout);
  expect_same_bits(grid.ranks(), weights.subspan(inner.offset, inner.count));
  expect_same_bits(grid.sample_axis(), weights);
  expect_same_bits(grid.sample_axis(), outcome.state.first_moment.values());
  expect_same_bits(grid.sample_axis(), outcome.state.second_moment.values());
}

void expect_training_of_one_process(const Training& run) {
  const auto alone = train_alone<float>(run);
  expect_learning(alone);
  Autoencoder expected(run.shape);
  put_into(expected, alone.layout, alone.state.weights.values());
  const std::vector<float> expected_weights(expected.parameters().begin(), expected.parameters().end());
  on_every_grid([&](const ProcessGrid& grid, Exchange exchange) {
    const auto mine = test::train_on<float>(grid, exchange, run);
    EXPECT_EQ(mine.error, "");
    EXPECT_EQ(mine.end, alone.end);
    expect_same_history(mine.state.position.history, alone.state.position.history, 1e-5);
    EXPECT_EQ(mine.state.position.best_epoch, alone.state.position.best_epoch);
    expect_replicas_alike(grid, mine);
    EXPECT_LT(relative_difference(whole_weights(grid.ranks(), mine), expected_weights), 1e-5);
  });
}

TEST(TrainerOnGrids, HasTheLossesAndWeightsOfOneProcess) {
  expect_training_of_one_process({83, 17, 16, test::training_settings(8, 2e-2), deep});
}

TEST(TrainerOnGrids, AlsoWithWholeStrata) {
  expect_training_of_one_process(
      {300, 20, 64, test::training_settings(5, 1e-2), {genes, {14, 6}, Activation::tanh}});
}

TEST(TrainerOnGrids, AlsoShallow) {
  expect_training_of_one_process(
      {70, 9, 16, test::training_settings(5, 1e-2), {genes, {7}, Activation::elu, Activation::linear}});
}

// Noise on nodes and code, layer norm, the weights' average and the judged start do not depend on the grid.
TEST(TrainerOnGrids, AlsoResidual) {
  Architecture plain{genes, {}, Activation::gelu, Activation::linear};
  plain.normalised = true;
  Training run{83, 17, 16, test::training_settings(6, 5e-3), residual_architecture(plain, {{14, 9}, 4})};
  run.settings.average = 0.9;
  run.settings.judge_start = true;
  run.noise = {0.2, 0.1, {2, 1, 1, 0.5}, 5};
  run.prepare = [](Autoencoder& start) {
    const auto layout = gene_layout(start.architecture(), {0, genes});
    std::vector<float> weights(layout.size());
    take_from(start, layout, weights);
    for (const PinnedWeight& pinned : pinned_weights(layout)) weights[pinned.at] = pinned.value;
    put_into(start, layout, weights);
  };
  expect_training_of_one_process(run);
}

TEST(TrainerOnGrids, AlsoWithTiedWeights) {
  const auto tied = [](std::vector<std::size_t> widths) {
    return Architecture{genes, std::move(widths), Activation::tanh, Activation::sigmoid, true};
  };
  expect_training_of_one_process({70, 9, 16, test::training_settings(5, 1e-2), tied({12})});
  expect_training_of_one_process({70, 9, 16, test::training_settings(5, 1e-2), tied({12, 12})});
  expect_training_of_one_process({70, 9, 16, test::training_settings(5, 1e-2), tied({12, 5, 12})});
}

TEST(TrainerOnGrids, AlsoWithClippingAndDecay) {
  // The gradient's norm is a sum over ranks of which several hold the same. So small a one cuts every step.
  Training run{83, 17, 16, test::training_settings(8, 2e-2), {genes, {14, 6}, Activation::tanh}};
  OptimiserSettings& optimiser = run.settings.optimiser;
  for (const Method method : {Method::adamw, Method::sgd}) {
    optimiser.method = method;
    optimiser.clip = 0;
    optimiser.weight_decay = 0.01;
    optimiser.l1 = 1e-6;
    const auto free = train_alone<float>(run);
    optimiser.clip = 1e-3;
    if (method == Method::sgd) optimiser.schedule.rate = 60;
    const auto cut = train_alone<float>(run);
    EXPECT_GT(relative_difference(values_of(cut), values_of(free)), 1e-3) << "nothing was cut";
    expect_training_of_one_process(run);
  }
}

TEST(TrainerOnGrids, AlsoWhereBatchesAreSmallerThanTheGroups) {
  // And all that is held out is with the first group.
  expect_training_of_one_process({11, 1, 2, test::training_settings(8, 5e-3), deep});
}

TEST(TrainerOnGrids, AlsoWhereGroupsHaveNoSamples) {
  expect_training_of_one_process({5, 0, 3, test::training_settings(15, 5e-3), deep});
}

TEST(TrainerOnGrids, AlsoWhereGroupsHaveHeldOutSamplesAlone) {
  expect_training_of_one_process({5, 7, 3, test::training_settings(15, 5e-3), deep});
}

TEST(TrainerOnGrids, InBfloat16IsCloseToOneProcess) {
  if (!test::has_bfloat16_products()) GTEST_SKIP() << "no products of bfloat16 on this processor";
  // Sums differ in the last bit of a float, so here and there an activation is rounded to its other
  // neighbour, 2⁻⁸ away. Losses are means over thousands of them.
  const Training run{83, 17, 16, test::training_settings(8, 2e-2), deep};
  const auto alone = train_alone<bfloat16>(run);
  expect_learning(alone);
  on_every_grid([&](const ProcessGrid& grid, Exchange exchange) {
    const auto mine = test::train_on<bfloat16>(grid, exchange, run);
    expect_same_history(mine.state.position.history, alone.state.position.history, 1e-3);
    expect_replicas_alike(grid, mine);
  });
}

TEST(TrainerOnGrids, StopTogetherWhenTheLastIsAskedAndGoOnToTheSameBits) {
  const Training run{50, 10, 8, test::training_settings(3, 5e-3), deep};
  on_every_grid([&](const ProcessGrid& grid, Exchange exchange) {
    const bool last = grid.ranks().rank() == grid.ranks().size() - 1;
    const auto whole = test::train_on<float>(grid, exchange, run);
    int polled = 0;
    std::vector<std::uint64_t> saved;
    Trainer::Hooks hooks;
    hooks.stop_asked = [&] { return ++polled % 4 == 0 && last; };
    hooks.save = [&](const TrainingState& now) { saved.push_back(now.position.updates); };
    auto part = test::train_on<float>(grid, exchange, run, hooks);
    EXPECT_EQ(part.end, TrainingEnd::stopped);
    EXPECT_EQ(part.state.position.updates, 4U);
    while (part.end == TrainingEnd::stopped) {
      part = test::train_on<float>(grid, exchange, run, hooks, &part.state);
    }
    EXPECT_EQ(part.end, TrainingEnd::all_epochs);
    EXPECT_EQ(saved, (std::vector<std::uint64_t>{4, 8, 12, 16, 20}));
    EXPECT_TRUE(std::ranges::equal(part.state.weights.values(), whole.state.weights.values()));
    EXPECT_TRUE(std::ranges::equal(part.state.second_moment.values(), whole.state.second_moment.values()));
    for (std::size_t e = 0; e < 3; ++e) {
      EXPECT_EQ(part.state.position.history[e].loss_train, whole.state.position.history[e].loss_train);
      EXPECT_EQ(part.state.position.history[e].r2_heldout, whole.state.position.history[e].r2_heldout);
    }
  });
}

TEST(TrainerOnGrids, SaveTogetherWhenAnyoneIsDue) {
  const Training run{50, 10, 8, test::training_settings(2, 5e-3), deep};
  on_every_grid([&](const ProcessGrid& grid, Exchange exchange) {
    int polled = 0;
    std::vector<std::uint64_t> saved;
    Trainer::Hooks hooks;
    hooks.save_due = [&] { return ++polled % 5 == 0 && grid.ranks().rank() == 0; };
    hooks.save = [&](const TrainingState& now) { saved.push_back(now.position.updates); };
    EXPECT_EQ(test::train_on<float>(grid, exchange, run, hooks).end, TrainingEnd::all_epochs);
    EXPECT_EQ(saved, (std::vector<std::uint64_t>{5, 10}));
  });
}

void expect_error(const Training& run, const std::string& text) {
  on_every_grid([&](const ProcessGrid& grid, Exchange exchange) {
    const auto mine = test::train_on<float>(grid, exchange, run);
    EXPECT_NE(mine.error.find(text), std::string::npos) << mine.error;
    std::string of_first = mine.error;
    grid.ranks().broadcast(of_first);
    EXPECT_EQ(mine.error, of_first);
  });
}

TEST(TrainerOnGrids, DivergeWithOneMessage) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  Training run{30, 0, 4, test::training_settings(2, 1e-3), {genes, {6, 5}}};
  // One value of one sample: one rank of the grid sees it.
  run.spoil = [&](std::size_t i, std::span<float> values) {
    if (i == 29) values.back() = infinity;
  };
  expect_error(run, "first in the scaled genes (layer 0);");
  run.spoil = nullptr;
  // One parameter of one gene.
  run.prepare = [&](Autoencoder& start) { start.parameters().back() = std::nanf(""); };
  expect_error(run, "epoch 1, step 1: the loss is not finite, first in the reconstruction (layer 3);");
  run.prepare = [&](Autoencoder& start) {
    start.parameters()[start.architecture().bias_offset(1)] = std::nanf("");
  };
  expect_error(run, "epoch 1, step 1: the loss is not finite, first in layer 2;");
}

}  // namespace
}  // namespace lampyris
