// SPDX-License-Identifier: Apache-2.0
#include "jobs/train/training_samples.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

#include "io/cohort/scaled_samples.hpp"
#include "io/cohort/streamed_batches.hpp"
#include "src/statistics/r_squared.hpp"
#include "src/training/batches/resident_batches.hpp"

namespace lampyris::jobs {
namespace {

void say_heldout(const TrainingTask& task, std::size_t clamped_here) {
  const auto& split = task.cohort.split;
  if (task.aim.refits) {
    return task.context.say(fmt::format("train: again, {} epochs on {} training and validation samples",
                                        task.aim.epochs, split.training.size()));
  }
  const auto clamped = static_cast<double>(task.context.ranks.sum(clamped_here));
  if (split.validation.empty()) {
    task.context.say(
        "train: no validation samples (cohort.validation), so R² is of training samples only and training "
        "does "
        "not stop early");
    return;
  }
  const double of = static_cast<double>(split.validation.size()) * static_cast<double>(task.shape.genes);
  task.context.say(
      fmt::format("train: {} training, {} validation and {} test samples; {:.3g} % of the validation values "
                  "were clamped to "
                  "the training range",
                  split.training.size(), split.validation.size(), split.test.size(), 100 * clamped / of));
}

}  // namespace

template <class Number>
LoadedSamples<Number> load_samples(const TrainingTask& task, const TrainingPartition& mine, bool streamed) {
  const TrainingCohort& cohort = task.cohort;
  const io::ScaledSamples training(cohort.cohort, cohort.scaling, cohort.split.training, mine.genes);
  const io::ScaledSamples heldout(cohort.cohort, cohort.scaling, cohort.split.validation, mine.genes);
  LoadedSamples<Number> samples;
  RSquared spread(scaled_mean(cohort.scaling));
  const auto add = [&](std::size_t, MatrixView<const Number> rows) {
    spread.add(rows, rows, mine.genes.offset);
  };
  if (streamed) {
    training.for_each_block<Number>(mine.training, add);
  } else {
    samples.training = training.read<Number>(mine.training);
    add(0, std::as_const(samples.training).view());
  }
  spread.sum(task.world);
  samples.total = spread.total();
  std::size_t clamped = 0;
  samples.heldout = heldout.read<Number>(mine.heldout, &clamped);
  say_heldout(task, clamped);
  return samples;
}

template <class Number>
std::unique_ptr<BatchSource> make_batches(const TrainingTask& task, const TrainingPartition& mine,
                                          const LoadedSamples<Number>& samples, bool streamed) {
  if (!streamed) {
    return std::make_unique<ResidentBatches<Number>>(samples.training.view(), mine.training, task.plan);
  }
  return std::make_unique<io::StreamedBatches<Number>>(
      task.context.training_cohort(), io::StreamedPart{task.cohort.split.training, mine.training, mine.genes},
      task.cohort.scaling, task.plan);
}

template LoadedSamples<float> load_samples(const TrainingTask&, const TrainingPartition&, bool);
template LoadedSamples<bfloat16> load_samples(const TrainingTask&, const TrainingPartition&, bool);
template std::unique_ptr<BatchSource> make_batches(const TrainingTask&, const TrainingPartition&,
                                                   const LoadedSamples<float>&, bool);
template std::unique_ptr<BatchSource> make_batches(const TrainingTask&, const TrainingPartition&,
                                                   const LoadedSamples<bfloat16>&, bool);

}  // namespace lampyris::jobs
