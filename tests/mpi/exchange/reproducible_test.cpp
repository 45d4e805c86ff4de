// SPDX-License-Identifier: Apache-2.0
// Reproducible training: the same bits on every grid of this number of ranks and any number of threads as in
// one process, and the gradient of the plain loops in double.
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "mpi/communicator.hpp"
#include "mpi/exchange/rank_tree_sum.hpp"
#include "mpi/process_grid.hpp"
#include "src/autoencoder/residual_start.hpp"
#include "src/base/error.hpp"
#include "src/linalg/threads.hpp"
#include "src/training/batches/resident_batches.hpp"
#include "src/training/engines/reproducible_engine.hpp"
#include "src/training/engines/serial_engine.hpp"
#include "src/training/trainer.hpp"
#include "tests/src/training/engines/engine_step.hpp"
#include "tests/src/training/factor_samples.hpp"

namespace lampyris {
namespace {

struct Case {
  std::string name;
  Architecture shape;
  std::size_t samples, batch, heldout, epochs;
  Method method = Method::adam;
};

Architecture residual() {
  Architecture plain{203, {}, Activation::gelu, Activation::linear};
  plain.normalised = true;
  return residual_architecture(plain, {{24}, 6});
}

std::vector<Case> cases() {
  constexpr auto sigmoid = Activation::sigmoid;
  constexpr auto elu = Activation::elu;
  return {{"shallow", {301, {33}, sigmoid, sigmoid}, 333, 97, 19, 4},
          {"deep", {1003, {70, 33, 41}, elu, Activation::linear}, 450, 128, 40, 4, Method::sgd},
          {"tanh, whole rounds", {517, {64, 32}, Activation::tanh, sigmoid}, 512, 128, 11, 4},
          {"tied", {203, {24, 10, 24}, sigmoid, sigmoid, true}, 150, 50, 9, 5},
          {"tied, one layer", {90, {7}, elu, elu, true}, 130, 64, 5, 5, Method::adamw},
          {"batches smaller than the micro-batches", {61, {9, 5}, sigmoid, sigmoid}, 70, 5, 3, 2},
          {"fewer samples than strata", {40, {6}, sigmoid, sigmoid}, 21, 8, 2, 5},
          {"fewer genes than blocks", {5, {4, 3}, sigmoid, sigmoid}, 80, 16, 3, 3},
          {"residual", residual(), 150, 50, 9, 4}};
}

/// The outcome of a run: all parameters, and what the epochs were.
struct Outcome {
  std::vector<std::uint32_t> weights;
  std::vector<std::uint64_t> epochs;  ///< loss and held-out R² of each
  std::uint64_t best_epoch = 0;
  double first_loss = 0, last_loss = 0;
};

/// A part of the ranks' work, and who adds up.
struct Part {
  TreeSum& genes;
  TreeSum& samples;
  const World& world;
  Slice heldout;
  bool owns_genes, owns_all;
};

template <class Number>
Matrix<Number> block_of(Slice rows, std::size_t genes, Slice mine) {
  const auto whole = test::factor_samples(rows.offset, rows.count, genes);
  Matrix<Number> block(rows.count, mine.count);
  for (std::size_t i = 0; i < rows.count; ++i) {
    for (std::size_t g = 0; g < mine.count; ++g) block(i, g) = from_float<Number>(whole(i, mine.offset + g));
  }
  return block;
}

ParameterLayout layout_of(const Case& run, const Part& part) {
  const Slice genes = reproducible_genes(run.shape.genes, part.genes.parts(), part.genes.index());
  return gene_layout(run.shape, genes, {part.owns_genes, part.owns_all});
}

template <class Number>
TrainingState train(const Case& run, const Part& part, const ParameterLayout& layout) {
  const Slice genes = reproducible_genes(run.shape.genes, part.genes.parts(), part.genes.index());
  const Slice held = reproducible_samples(run.samples, part.samples.parts(), part.samples.index());
  const auto training = block_of<Number>(held, run.shape.genes, genes);
  const Slice out{run.samples + part.heldout.offset, part.heldout.count};
  const auto heldout = block_of<Number>(out, run.shape.genes, genes);
  ResidentBatches<Number> batches(training.view(), held, {run.samples, run.batch, 3});
  TrainingState state(layout.size());
  initialise(layout, 4, state.weights.values());
  ReproducibleEngine<Number> engine(layout, state.weights.values(),
                                    {part.genes, part.samples, run.samples, batches.most_rows()});
  Trainer::Settings settings{run.epochs, 0, {}};
  settings.optimiser.method = run.method;
  settings.optimiser.schedule.rate = run.method == Method::sgd ? 0.5 : 5e-3;
  settings.optimiser.weight_decay = 1e-3;
  settings.optimiser.l2 = run.method == Method::sgd ? 1e-4 : 0;
  Trainer trainer(
      settings,
      {batches, heldout.view(), run.heldout, genes.offset, std::vector<double>(run.shape.genes, 0.5), 1},
      engine, part.world);
  trainer.run(state, {});
  return state;
}

Outcome outcome_of(const Case& run, const ParameterLayout& layout, const TrainingState& state,
                   const mpi::Communicator* ranks) {
  Autoencoder whole(run.shape);
  put_into(whole, layout, state.weights.values());
  if (ranks != nullptr) ranks->sum(whole.parameters());
  Outcome outcome;
  for (const float weight : whole.parameters())
    outcome.weights.push_back(std::bit_cast<std::uint32_t>(weight));
  for (const EpochReport& epoch : state.position.history) {
    outcome.epochs.push_back(std::bit_cast<std::uint64_t>(epoch.loss_train));
    outcome.epochs.push_back(std::bit_cast<std::uint64_t>(epoch.r2_heldout));
  }
  outcome.best_epoch = state.position.best_epoch;
  outcome.first_loss = state.position.history.front().loss_train;
  outcome.last_loss = state.position.history.back().loss_train;
  return outcome;
}

template <class Number>
Outcome alone(const Case& run) {
  SingleTreeSum genes;
  SingleTreeSum samples;
  const SingleWorld world;
  const Part part{genes, samples, world, {0, run.heldout}, true, true};
  const auto layout = layout_of(run, part);
  return outcome_of(run, layout, train<Number>(run, part, layout), nullptr);
}

template <class Number>
Outcome together(const Case& run, const mpi::ProcessGrid& grid) {
  mpi::RankTreeSum genes(grid.gene_axis());
  mpi::RankTreeSum samples(grid.sample_axis());
  const mpi::RankWorld world(grid.ranks());
  const Part part{genes,
                  samples,
                  world,
                  part_of(run.heldout, grid.shape().samples, grid.sample_part()),
                  grid.sample_part() == 0,
                  grid.ranks().rank() == 0};
  const auto layout = layout_of(run, part);
  return outcome_of(run, layout, train<Number>(run, part, layout), &grid.ranks());
}

void expect_same(const Outcome& mine, const Outcome& alone, const std::string& where) {
  ASSERT_EQ(mine.weights.size(), alone.weights.size()) << where;
  std::size_t different = 0;
  for (std::size_t i = 0; i < mine.weights.size(); ++i)
    different += mine.weights[i] != alone.weights[i] ? 1 : 0;
  EXPECT_EQ(different, 0U) << where << ": of " << mine.weights.size() << " weights";
  EXPECT_EQ(mine.epochs, alone.epochs) << where;
  EXPECT_EQ(mine.best_epoch, alone.best_epoch) << where;
}

std::vector<mpi::GridShape> grids(const mpi::Communicator& ranks) {
  const auto size = static_cast<std::size_t>(ranks.size());
  std::vector<mpi::GridShape> shapes;
  for (std::size_t s = 1; s <= size; ++s) {
    if (size % s == 0) shapes.push_back({s, size / s});
  }
  return shapes;
}

template <class Number>
void expect_same_on_all_grids(const std::vector<Case>& runs, const std::vector<int>& threads) {
  const auto ranks = mpi::Communicator::world();
  for (const Case& run : runs) {
    set_threads(1);
    const Outcome reference = alone<Number>(run);
    ASSERT_LT(reference.last_loss, 0.99 * reference.first_loss) << run.name << ": nothing was learned";
    for (const int count : threads) {
      set_threads(count);
      if (count > 1) expect_same(alone<Number>(run), reference, run.name + " alone");
      for (const auto& shape : grids(ranks)) {
        const mpi::ProcessGrid grid(ranks, shape);
        expect_same(together<Number>(run, grid), reference,
                    run.name + " " + to_string(shape) + " threads " + std::to_string(count));
      }
    }
  }
  set_threads(1);
}

TEST(Reproducible, WeightsAreThoseOfOneProcess) {
  expect_same_on_all_grids<float>(cases(), {1});
  expect_same_on_all_grids<bfloat16>(cases(), {1});
}

TEST(Reproducible, WeightsDoNotDependOnTheThreads) {
  // Where cores are few, many ranks with threads that wait for one another take minutes.
  if (mpi::Communicator::world().size() > 2) GTEST_SKIP() << "threads are tested on one and two ranks";
  const std::vector<Case> runs{cases()[1], cases()[3]};
  expect_same_on_all_grids<float>(runs, {2, 4});
  expect_same_on_all_grids<bfloat16>(runs, {2, 4});
}

std::vector<float> gradient_alone(const Case& run, const TrainingState& state,
                                  const ParameterLayout& layout) {
  const auto training = block_of<float>({0, run.samples}, run.shape.genes, {0, run.shape.genes});
  ResidentBatches<float> batches(training.view(), {0, run.samples}, {run.samples, run.batch, 3});
  batches.begin_epoch(0, 0);
  SerialEngine engine(layout, state.weights.values(), batches.most_rows());
  std::vector<float> gradient(layout.size());
  test::forward_backward(engine, batches.batch(0), gradient);
  Autoencoder whole(run.shape);
  put_into(whole, layout, gradient);
  return {whole.parameters().begin(), whole.parameters().end()};
}

template <class Number>
std::vector<float> gradient_together(const Case& run, const mpi::ProcessGrid& grid) {
  mpi::RankTreeSum gene_tree(grid.gene_axis());
  mpi::RankTreeSum sample_tree(grid.sample_axis());
  const Slice genes = reproducible_genes(run.shape.genes, gene_tree.parts(), gene_tree.index());
  const Slice held = reproducible_samples(run.samples, sample_tree.parts(), sample_tree.index());
  const auto layout = gene_layout(run.shape, genes, {grid.sample_part() == 0, grid.ranks().rank() == 0});
  const auto training = block_of<Number>(held, run.shape.genes, genes);
  ResidentBatches<Number> batches(training.view(), held, {run.samples, run.batch, 3});
  batches.begin_epoch(0, 0);
  TrainingState state(layout.size());
  initialise(layout, 4, state.weights.values());
  ReproducibleEngine<Number> engine(layout, state.weights.values(),
                                    {gene_tree, sample_tree, run.samples, batches.most_rows()});
  std::vector<float> gradient(layout.size(), 7);  // to be overwritten
  test::forward_backward(engine, batches.batch(0), gradient);
  Autoencoder whole(run.shape);
  put_into(whole, layout, gradient);
  grid.ranks().sum(whole.parameters());
  return {whole.parameters().begin(), whole.parameters().end()};
}

template <class Number>
void expect_serial_gradient(double tolerance) {
  const auto ranks = mpi::Communicator::world();
  for (const Case& run : cases()) {
    const auto layout = gene_layout(run.shape, {0, run.shape.genes});
    TrainingState state(layout.size());
    initialise(layout, 4, state.weights.values());
    const auto expected = gradient_alone(run, state, layout);
    for (const auto& shape : grids(ranks)) {
      const auto mine = gradient_together<Number>(run, mpi::ProcessGrid(ranks, shape));
      double norm = 0;
      double error = 0;
      for (std::size_t i = 0; i < expected.size(); ++i) {
        norm += std::pow(static_cast<double>(expected[i]), 2);
        error += std::pow(static_cast<double>(expected[i]) - mine[i], 2);
      }
      EXPECT_GT(norm, 0) << run.name;
      EXPECT_LT(std::sqrt(error), tolerance * std::sqrt(norm)) << run.name << " " << to_string(shape);
    }
  }
}

TEST(Reproducible, HasTheGradientOfPlainLoops) {
  expect_serial_gradient<float>(1e-5);
}

TEST(Reproducible, HasThatGradientInBfloat16ToItsPrecision) {
  expect_serial_gradient<bfloat16>(3e-2);
}

TEST(Reproducible, TreeSumIsThatOfTheTree) {
  const auto ranks = mpi::Communicator::world();
  mpi::RankTreeSum tree(ranks);
  constexpr std::size_t size = (std::size_t{1} << 20) + 13;
  // Each leaf as float rounds it; the order shows in the last bits.
  const auto leaf = [](std::size_t l, std::size_t i) {
    return static_cast<float>(std::sin(static_cast<double>(l * 37 + i)) *
                              std::pow(3.0, static_cast<double>(l)));
  };
  Matrix<float> places(tree.leaves().count, size);
  TreeStack stack;
  for (std::size_t k = 0; k < tree.leaves().count; ++k) {
    const auto place = places.row(stack.size());
    for (std::size_t i = 0; i < size; ++i) place[i] = leaf(tree.leaves().offset + k, i);
    stack.push({{tree.leaves().offset + k, 1}, place});
  }
  tree.sum(stack.subtrees());
  std::size_t different = 0;
  std::size_t in_sequence = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const auto pair = [&](std::size_t l) { return leaf(l, i) + leaf(l + 1, i); };
    const float expected = (pair(0) + pair(2)) + (pair(4) + pair(6));
    float sequence = 0;
    for (std::size_t l = 0; l < tree_leaves; ++l) sequence += leaf(l, i);
    different += places(0, i) != expected ? 1 : 0;
    in_sequence += sequence != expected ? 1 : 0;
  }
  EXPECT_EQ(different, 0U);
  EXPECT_GT(in_sequence, size / 10) << "the order makes no difference, so nothing is compared";
}

TEST(Reproducible, SlicesCoverEverythingOnce) {
  for (const std::size_t total : {1U, 5U, 21U, 63U, 64U, 65U, 1000U}) {
    for (std::size_t groups = 1; groups <= tree_leaves; ++groups) {
      std::size_t gene = 0;
      std::size_t sample = 0;
      for (std::size_t index = 0; index < groups; ++index) {
        EXPECT_EQ(reproducible_genes(total, groups, index).offset, gene);
        EXPECT_EQ(reproducible_samples(total, groups, index).offset, sample);
        gene = reproducible_genes(total, groups, index).end();
        sample = reproducible_samples(total, groups, index).end();
      }
      EXPECT_EQ(gene, total);
      EXPECT_EQ(sample, total);
    }
  }
  EXPECT_THROW((void)reproducible_genes(100, 9, 0), UsageError);
  EXPECT_THROW((void)reproducible_samples(100, 9, 0), UsageError);
}

}  // namespace
}  // namespace lampyris
