// SPDX-License-Identifier: Apache-2.0
#include "src/planning/rehearsal.hpp"

#include <omp.h>

#include <algorithm>
#include <barrier>
#include <chrono>
#include <future>
#include <span>
#include <utility>
#include <vector>

#include "src/base/random.hpp"
#include "src/statistics/quantile.hpp"
#include "src/training/batches/resident_batches.hpp"
#include "src/training/engines/fused_engine.hpp"
#include "src/training/trainer.hpp"

namespace lampyris {
namespace {

constexpr std::size_t steps = 6;
constexpr std::size_t fewest_epochs = 3;  // the first one prepares the products
constexpr std::size_t most_epochs = 40;
constexpr double enough_seconds = 3;

/// One of several parts along the genes, without the others: its sums read as much memory as the real ones,
/// all of it this part's own.
class RehearsedGeneAxis final : public GeneAxis {
 public:
  RehearsedGeneAxis(std::size_t parts, const GeneAxisSizes& sizes) : parts_(parts), single_(sizes) {}

  [[nodiscard]] std::size_t parts() const override { return parts_; }
  [[nodiscard]] std::size_t index() const override { return 0; }
  [[nodiscard]] MatrixView<float> partial(std::size_t rows, std::size_t columns) override {
    return single_.partial(rows, columns);
  }
  void sum_scatter(std::size_t rows, MatrixView<float> mine) override {
    const auto all = single_.partial(rows, mine.columns());
    const std::size_t count = mine.rows() * mine.columns();
    std::fill_n(mine.data(), count, 0.0F);
    for (std::size_t part = 0; part < parts_; ++part) {
      const float* other = all.row(part_of(rows, parts_, part).offset).data();
      const std::size_t there = part_of(rows, parts_, part).count * mine.columns();
      for (std::size_t i = 0; i < std::min(count, there); ++i) mine.data()[i] += other[i];
    }
  }
  [[nodiscard]] std::byte* whole(Channel channel) override { return single_.whole(channel); }
  void gather(Channel, std::size_t, std::size_t) override {}
  [[nodiscard]] std::span<float> shared_gradient(std::size_t count) override {
    return single_.shared_gradient(count);
  }
  [[nodiscard]] std::span<float> sum_slice(std::size_t count) override {
    return single_.shared_gradient(count).first(part_of(count, parts_, 0).count);
  }
  [[nodiscard]] std::span<const float> gather_slices(std::size_t count) override {
    return single_.gather_slices(count);
  }

 private:
  std::size_t parts_;
  SingleGeneAxis single_;
};

/// One of several parts along the samples, whose sums cost nothing: see exchange_seconds.
class RehearsedSampleAxis final : public SampleAxis {
 public:
  explicit RehearsedSampleAxis(std::size_t parts) : parts_(parts) {}
  [[nodiscard]] std::size_t parts() const override { return parts_; }
  void sum(std::span<float>) override {}

 private:
  std::size_t parts_;
};

template <class Number>
Matrix<Number> random_samples(std::size_t rows, std::size_t genes) {
  std::vector<Number> some(1 << 16);
  Random random(1, Stream::simulated_noise, 0);
  for (Number& value : some) value = from_float<Number>(static_cast<float>(random.uniform()));
  Matrix<Number> values(rows, genes);
  std::size_t next = 0;
  for (Number& value : values.values()) value = some[(next += 7) & (some.size() - 1)];
  return values;
}

struct EpochSeconds {
  double step, evaluation;
};

template <class Number>
std::vector<EpochSeconds> train_a_while(const Rehearsal& rehearsal, std::barrier<>& start) {
  using Clock = std::chrono::steady_clock;
  omp_set_num_threads(rehearsal.threads);
  const MemoryQuestion& part = rehearsal.part;
  Architecture shape = part.architecture;
  shape.genes = part.genes;
  const auto samples = random_samples<Number>(rehearsal.batch * steps, part.genes);
  const auto heldout = random_samples<Number>(part.rows, part.genes);
  const BatchPlan plan{samples.rows(), rehearsal.batch, 1};
  ResidentBatches<Number> resident(samples.view(), {0, samples.rows()}, plan);
  CorruptedBatches<Number> corrupted(resident, rehearsal.corruption, {0, part.genes});
  BatchSource& batches = rehearsal.corruption.any() ? static_cast<BatchSource&>(corrupted) : resident;

  const auto layout = gene_layout(shape, {0, part.genes});
  TrainingState state(layout.size(), rehearsal.average > 0);
  initialise(layout, 1, state.weights.values());
  RehearsedGeneAxis genes(part.gene_groups, gene_axis_sizes<Number>(shape, part.rows));
  RehearsedSampleAxis others(rehearsal.sample_groups);
  const SingleWorld world;
  FusedEngine<Number> engine(layout, state.weights.values(), part.rows, {genes, others, world},
                             {rehearsal.sparsity, rehearsal.noise});
  Trainer trainer({most_epochs, 0, rehearsal.optimiser, rehearsal.average},
                  {batches, heldout.view(), heldout.rows(), 0, std::vector<double>(part.genes, 0.5), 1},
                  engine, world);
  start.arrive_and_wait();
  const auto begin = Clock::now();
  Trainer::Hooks hooks;
  hooks.stop_asked = [&] {
    return state.position.epoch >= fewest_epochs &&
           std::chrono::duration<double>(Clock::now() - begin).count() > enough_seconds;
  };
  trainer.run(state, hooks);
  std::vector<EpochSeconds> epochs;
  for (const EpochReport& epoch : state.position.history) {
    epochs.push_back(
        {static_cast<double>(rehearsal.batch) / epoch.samples_per_second, epoch.heldout_seconds});
  }
  return epochs;
}

}  // namespace

double rehearsal_bytes(const Rehearsal& rehearsal) {
  MemoryQuestion question = rehearsal.part;
  question.training = steps * rehearsal.batch;
  question.heldout = question.rows;
  question.streamed = false;
  return total_bytes(memory_plan(question));
}

RehearsedCosts rehearse(const Rehearsal& rehearsal) {
  const bool bf16 = rehearsal.part.precision == Precision::bf16;
  std::barrier<> start(rehearsal.ranks);
  std::vector<std::future<std::vector<EpochSeconds>>> ranks;
  ranks.reserve(static_cast<std::size_t>(rehearsal.ranks));
  for (int rank = 0; rank < rehearsal.ranks; ++rank) {
    ranks.push_back(std::async(std::launch::async, [&] {
      try {
        return bf16 ? train_a_while<bfloat16>(rehearsal, start) : train_a_while<float>(rehearsal, start);
      } catch (...) {
        start.arrive_and_drop();  // nobody waits for this one
        throw;
      }
    }));
  }
  RehearsedCosts slowest;
  for (auto& rank : ranks) {
    std::vector<double> step;
    std::vector<double> evaluation;
    const auto epochs = rank.get();
    for (std::size_t epoch = 1; epoch < epochs.size(); ++epoch) {
      step.push_back(epochs[epoch].step);
      evaluation.push_back(epochs[epoch].evaluation);
    }
    slowest.step = std::max(slowest.step, median(std::span(step)));
    slowest.evaluation = std::max(slowest.evaluation, median(std::span(evaluation)));
  }
  return slowest;
}

}  // namespace lampyris
