// SPDX-License-Identifier: Apache-2.0
// The engine scalapack on every grid of the ranks against the serial engine, and a short training with it
// against one with the fused engine; both references in one process.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "mpi/communicator.hpp"
#include "mpi/process_grid.hpp"
#include "mpi/scalapack/scalapack_engine.hpp"
#include "src/autoencoder/residual_start.hpp"
#include "src/base/error.hpp"
#include "src/base/random.hpp"
#include "src/training/batches/resident_batches.hpp"
#include "src/training/engines/fused_engine.hpp"
#include "src/training/engines/serial_engine.hpp"
#include "src/training/trainer.hpp"
#include "tests/src/training/engines/engine_step.hpp"
#include "tests/src/training/factor_samples.hpp"

namespace lampyris {
namespace {

void on_every_grid(const mpi::Communicator& ranks, const std::function<void(const mpi::ProcessGrid&)>& use) {
  const auto size = static_cast<std::size_t>(ranks.size());
  for (std::size_t groups = 1; groups <= size; ++groups) {
    if (size % groups != 0) continue;
    SCOPED_TRACE(to_string(mpi::GridShape{groups, size / groups}));
    const mpi::ProcessGrid grid(ranks, {groups, size / groups});
    use(grid);
  }
}

// My genes of `count` samples from `first` on.
Matrix<float> my_samples(Slice samples, Slice genes, std::size_t all_genes) {
  const auto whole = test::factor_samples(samples.offset, samples.count, all_genes);
  Matrix<float> mine(samples.count, genes.count);
  for (std::size_t i = 0; i < samples.count; ++i) {
    for (std::size_t g = 0; g < genes.count; ++g) mine(i, g) = whole(i, genes.offset + g);
  }
  return mine;
}

// Biases that are not zero, so that a misplaced one is seen.
Autoencoder random_autoencoder(const Architecture& shape) {
  Autoencoder autoencoder(shape);
  initialise(autoencoder, 3);
  Random random(3, Stream::simulated_noise, 0);
  for (std::size_t dense = 0; dense < shape.dense_layers(); ++dense) {
    for (float& bias : autoencoder.parameters().subspan(shape.bias_offset(dense), shape.outputs(dense))) {
      bias = static_cast<float>(0.3 * random.normal());
    }
  }
  return autoencoder;
}

struct Gradient {
  Autoencoder values;  // a gradient in the place of each parameter
  double error;
};

Gradient serial_gradient(const Autoencoder& autoencoder, std::size_t samples) {
  const Architecture& shape = autoencoder.architecture();
  const auto layout = gene_layout(shape, {0, shape.genes});
  std::vector<float> weights(layout.size());
  std::vector<float> gradient(layout.size());
  take_from(autoencoder, layout, weights);
  SerialEngine engine(layout, weights, samples);
  const auto batch = test::factor_samples(0, samples, shape.genes);
  const double error = test::forward_backward(engine, {batch.view(), batch.view(), {}, samples, 0}, gradient);
  Gradient result{Autoencoder(shape), error};
  put_into(result.values, layout, gradient);
  return result;
}

Gradient scalapack_gradient(const Autoencoder& autoencoder, std::size_t samples,
                            const mpi::ProcessGrid& grid) {
  const Architecture& shape = autoencoder.architecture();
  const auto layout = mpi::scalapack_layout(shape, grid);
  std::vector<float> weights(layout.size());
  // Whatever is there before is overwritten.
  std::vector<float> gradient(layout.size(), 77.0F);
  take_from(autoencoder, layout, weights);
  const Slice held = samples_of_group(samples, grid.shape().samples, grid.sample_part());
  const auto mine = my_samples(held, mpi::scalapack_genes(shape.genes, grid), shape.genes);
  mpi::ScalapackEngine engine(layout, weights, held.count, grid);
  // Twice: what one batch leaves must not be seen by the next.
  static_cast<void>(test::forward_backward(engine, {mine.view(), mine.view(), {}, samples, 0}, gradient));
  std::vector<double> error{
      test::forward_backward(engine, {mine.view(), mine.view(), {}, samples, 0}, gradient)};
  Gradient result{Autoencoder(shape), 0};
  put_into(result.values, layout, gradient);
  grid.ranks().sum(result.values.parameters());
  grid.ranks().sum(error);
  result.error = error[0];
  return result;
}

double norm(std::span<const float> values) {
  double sum = 0;
  for (const float value : values) sum += static_cast<double>(value) * value;
  return std::sqrt(sum);
}

// ‖a − b‖ ≤ 1e-5 ‖b‖.
void expect_close(std::span<const float> a, std::span<const float> b) {
  std::vector<float> difference(a.begin(), a.end());
  for (std::size_t i = 0; i < b.size(); ++i) difference[i] -= b[i];
  EXPECT_GT(norm(b), 0) << "nothing is compared";
  EXPECT_LE(norm(difference), 1e-5 * norm(b));
}

void expect_serial_gradient(const Architecture& shape, std::size_t samples) {
  const auto ranks = mpi::Communicator::world();
  const auto autoencoder = random_autoencoder(shape);
  const auto expected = serial_gradient(autoencoder, samples);
  on_every_grid(ranks, [&](const mpi::ProcessGrid& grid) {
    const auto found = scalapack_gradient(autoencoder, samples, grid);
    EXPECT_NEAR(found.error, expected.error, 1e-5 * expected.error);
    for (std::size_t dense = 0; dense < shape.dense_layers(); ++dense) {
      SCOPED_TRACE("dense layer " + std::to_string(dense));
      const Slice weights{shape.weight_offset(dense), shape.inputs(dense) * shape.outputs(dense)};
      const Slice bias{shape.bias_offset(dense), shape.outputs(dense)};
      for (const Slice part : {weights, bias}) {
        expect_close(found.values.parameters().subspan(part.offset, part.count),
                     expected.values.parameters().subspan(part.offset, part.count));
      }
    }
  });
}

TEST(ScalapackEngine, HasTheSerialGradientWithEveryActivation) {
  for (const auto& name : activation_names()) {
    SCOPED_TRACE(name);
    const Activation activation = activation_from(name, "test");
    if (activation == Activation::gelu) continue;  // which it refuses
    expect_serial_gradient({37, {12, 7, 9}, activation, Activation::sigmoid}, 23);
    expect_serial_gradient({37, {12}, Activation::sigmoid, activation}, 23);
  }
}

TEST(ScalapackEngine, AlsoOfAResidualNetwork) {
  const Architecture plain{37, {}, Activation::elu, Activation::linear};
  expect_serial_gradient(residual_architecture(plain, {{13, 9}, 5}), 23);
  expect_serial_gradient(residual_architecture({150, {}, Activation::elu, Activation::linear}, {{140}, 3}),
                         9);
}

TEST(ScalapackEngine, AlsoWhereLayersHaveManyBlocks) {
  expect_serial_gradient({613, {300, 131, 70, 201}, Activation::elu, Activation::linear}, 45);
}

TEST(ScalapackEngine, AlsoWhereARankHasNoSamples) {
  expect_serial_gradient({30, {5, 4}, Activation::sigmoid, Activation::linear}, 1);
  expect_serial_gradient({30, {5, 4}, Activation::tanh, Activation::linear}, 3);
}

// 5 genes over 4 process rows are 2, 2, 1 and 0.
TEST(ScalapackEngine, AlsoWhereARankHasNoGenesOrNodes) {
  expect_serial_gradient({5, {2, 1, 3}, Activation::sigmoid, Activation::sigmoid}, 10);
  expect_serial_gradient({1, {1}, Activation::linear, Activation::elu}, 4);
}

// Without samples anywhere there is nothing to be wrong about, but all ranks must agree on that.
TEST(ScalapackEngine, HasAGradientOfZeroWithoutSamples) {
  const auto ranks = mpi::Communicator::world();
  on_every_grid(ranks, [&](const mpi::ProcessGrid& grid) {
    const auto found = scalapack_gradient(random_autoencoder({8, {3}}), 0, grid);
    EXPECT_EQ(found.error, 0);
    EXPECT_EQ(norm(found.values.parameters()), 0);
  });
}

TEST(ScalapackLayout, CutsGenesAsTheProcessRowsDo) {
  const auto ranks = mpi::Communicator::world();
  on_every_grid(ranks, [&](const mpi::ProcessGrid& grid) {
    for (const std::size_t total : {1U, 5U, 37U, 64U}) {
      const Slice mine = mpi::scalapack_genes(total, grid);
      EXPECT_LE(mine.end(), total);
      std::vector<double> held(total);
      for (std::size_t g = mine.offset; g < mine.end(); ++g) held[g] += 1;
      grid.gene_axis().sum(held);
      EXPECT_EQ(held, std::vector<double>(total, 1.0));
    }
  });
}

TEST(ScalapackLayout, RefusesTiedWeights) {
  const auto ranks = mpi::Communicator::world();
  const mpi::ProcessGrid grid(ranks, {1, static_cast<std::size_t>(ranks.size())});
  Architecture shape{8, {3}};
  shape.tied = true;
  EXPECT_THROW(static_cast<void>(mpi::scalapack_layout(shape, grid)), UsageError);
}

TEST(ScalapackEngine, RefusesPartsThatScalapackCannotIndex) {
  const auto ranks = mpi::Communicator::world();
  const mpi::ProcessGrid grid(ranks, {1, static_cast<std::size_t>(ranks.size())});
  const Architecture shape{64, {8}};
  const auto layout = mpi::scalapack_layout(shape, grid);
  const std::vector<float> weights(layout.size());
  EXPECT_THROW(mpi::ScalapackEngine(layout, weights, std::size_t{1} << 31, grid), Error);
}

TEST(ScalapackEngine, FindsTheFirstBrokenLayer) {
  const auto ranks = mpi::Communicator::world();
  const Architecture shape{20, {6, 5}};
  on_every_grid(ranks, [&](const mpi::ProcessGrid& grid) {
    const auto first_broken = [&](const Autoencoder& autoencoder) {
      const auto layout = mpi::scalapack_layout(shape, grid);
      std::vector<float> weights(layout.size());
      take_from(autoencoder, layout, weights);
      const Slice held = samples_of_group(9, grid.shape().samples, grid.sample_part());
      const auto mine = my_samples(held, mpi::scalapack_genes(shape.genes, grid), shape.genes);
      mpi::ScalapackEngine engine(layout, weights, held.count, grid);
      std::vector<double> broken{static_cast<double>(engine.first_broken_layer(mine.view()))};
      grid.ranks().minimum(broken);
      return broken[0];
    };
    auto autoencoder = random_autoencoder(shape);
    EXPECT_EQ(first_broken(autoencoder), 4);
    autoencoder.parameters()[shape.bias_offset(1)] = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(first_broken(autoencoder), 2);
  });
}

// Training, with held-out samples of which some groups have none.
struct Lesson {
  Architecture shape{60, {20, 10, 15}};
  BatchPlan plan{83, 16, 9};
  std::size_t heldout = 3;
  Trainer::Settings settings;
};

std::vector<EpochReport> train(const Lesson& lesson, Engine& engine, TrainingState& state,
                               BatchSource& batches, const Matrix<float>& heldout, std::size_t heldout_most,
                               Slice genes, const World& world) {
  const auto means = test::column_means(test::factor_samples(0, lesson.plan.samples, lesson.shape.genes));
  initialise(engine.layout(), 4, state.weights.values());
  Trainer trainer(lesson.settings, {batches, heldout.view(), heldout_most, genes.offset, means, 100.0},
                  engine, world);
  trainer.run(state, {});
  return state.position.history;
}

std::vector<EpochReport> train_fused(const Lesson& lesson) {
  const Slice genes{0, lesson.shape.genes};
  const auto layout = gene_layout(lesson.shape, genes);
  const auto samples = test::factor_samples(0, lesson.plan.samples, lesson.shape.genes);
  const auto heldout = test::factor_samples(lesson.plan.samples, lesson.heldout, lesson.shape.genes);
  ResidentBatches<float> batches(samples.view(), {0, lesson.plan.samples}, lesson.plan);
  TrainingState state(layout.size());
  SingleGeneAxis gene_axis(gene_axis_sizes<float>(lesson.shape, batches.most_rows()));
  SingleSampleAxis sample_axis;
  const SingleWorld single;
  FusedEngine<float> engine(layout, state.weights.values(), batches.most_rows(),
                            {gene_axis, sample_axis, single});
  return train(lesson, engine, state, batches, heldout, lesson.heldout, genes, SingleWorld());
}

std::vector<EpochReport> train_scalapack(const Lesson& lesson, const mpi::ProcessGrid& grid) {
  const Slice genes = mpi::scalapack_genes(lesson.shape.genes, grid);
  const auto layout = mpi::scalapack_layout(lesson.shape, grid);
  const std::size_t groups = grid.shape().samples;
  const Slice held = samples_of_group(lesson.plan.samples, groups, grid.sample_part());
  const Slice out = part_of(lesson.heldout, groups, grid.sample_part());
  const auto samples = my_samples(held, genes, lesson.shape.genes);
  const auto heldout = my_samples({lesson.plan.samples + out.offset, out.count}, genes, lesson.shape.genes);
  ResidentBatches<float> batches(samples.view(), held, lesson.plan);
  TrainingState state(layout.size());
  mpi::ScalapackEngine engine(layout, state.weights.values(), batches.most_rows(), grid);
  const std::size_t most_heldout = part_of(lesson.heldout, groups, 0).count;
  return train(lesson, engine, state, batches, heldout, most_heldout, genes, mpi::RankWorld(grid.ranks()));
}

void expect_fused_losses(const Lesson& lesson) {
  const auto ranks = mpi::Communicator::world();
  const auto fused = train_fused(lesson);
  ASSERT_LT(fused.back().loss_train, 0.9 * fused.front().loss_train) << "nothing was learned";
  on_every_grid(ranks, [&](const mpi::ProcessGrid& grid) {
    const auto mine = train_scalapack(lesson, grid);
    ASSERT_EQ(mine.size(), fused.size());
    for (std::size_t e = 0; e < fused.size(); ++e) {
      EXPECT_NEAR(mine[e].loss_train, fused[e].loss_train, 1e-5 * fused[e].loss_train) << "epoch " << e;
      EXPECT_NEAR(mine[e].r2_heldout, fused[e].r2_heldout, 1e-5) << "epoch " << e;
    }
  });
}

TEST(ScalapackEngine, TrainsAsTheFusedEngineDoes) {
  Lesson lesson;
  lesson.settings.epochs = 12;
  lesson.settings.optimiser.schedule.rate = 5e-3;
  lesson.settings.optimiser.clip = 0.01;
  expect_fused_losses(lesson);
}

TEST(ScalapackEngine, TrainsAlsoWhereBatchesAreSmallerThanTheRanks) {
  Lesson lesson;
  lesson.plan = {11, 2, 9};
  lesson.settings.epochs = 6;
  lesson.settings.optimiser.schedule.rate = 5e-3;
  lesson.settings.optimiser.method = Method::adamw;
  lesson.settings.optimiser.weight_decay = 0.01;
  expect_fused_losses(lesson);
}

}  // namespace
}  // namespace lampyris
