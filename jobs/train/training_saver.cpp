// SPDX-License-Identifier: Apache-2.0
#include "jobs/train/training_saver.hpp"

#include <fmt/format.h>

#include <chrono>

#include "jobs/train/metrics_table.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

constexpr double worth_saving_seconds = 60;

}  // namespace

TrainingSaver::TrainingSaver(const Context& context, io::CheckpointStore& store, const TrainingState& begin)
    : context_(context),
      store_(store),
      timer_(context.settings.train.checkpoint_minutes),
      updates_saved_(begin.position.updates) {}

std::string TrainingSaver::kept() const {
  return store_.newest().empty() ? "there is none yet" : fmt::format("{} is kept", store_.newest().string());
}

void TrainingSaver::save(const TrainingState& now) {
  const auto begin = std::chrono::steady_clock::now();
  try {
    (void)store_.save(now);
    context_.saved(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    updates_saved_ = now.position.updates;
    failure_.clear();
  } catch (const DataError& error) {  // alike on all ranks
    failure_ = error.what();
    context_.say(fmt::format(
        "train: warning: no checkpoint in epoch {}: {}; training goes on, {}; tried again in {:g} minutes",
        now.position.epoch + 1, failure_, kept(), context_.settings.train.checkpoint_minutes));
  }
  timer_.restart();
}

void TrainingSaver::save_before_end(const TrainingState& now) {
  if (context_.ranks.any(timer_.seconds() > worth_saving_seconds || !failure_.empty())) save(now);
}

void TrainingSaver::write_metrics(const TrainingPosition& now) {
  try {
    jobs::write_metrics(context_.in_run("metrics.tsv"), now.history, context_.ranks);
    metrics_failed_ = false;
  } catch (const DataError& error) {  // alike on all ranks
    if (metrics_failed_) return;
    metrics_failed_ = true;
    context_.say(fmt::format("train: warning: {}; training goes on, the table is written after a later epoch",
                             error.what()));
  }
}

void TrainingSaver::stop(const TrainingPosition& now) const {
  if (failure_.empty()) {
    throw Interrupted(
        fmt::format("train: stopped in epoch {}, checkpoint saved in {}; run the same command again to go on",
                    now.epoch + 1, store_.newest().string()));
  }
  const auto lost = now.updates - updates_saved_;
  throw DataError(fmt::format(
      "train: stopped in epoch {} without a checkpoint: {}; {} training steps are lost, {}", now.epoch + 1,
      failure_, lost,
      store_.newest().empty() ? "all that were made"
                              : fmt::format("those since {}: run the same command again to go on from there",
                                            store_.newest().string())));
}

}  // namespace lampyris::jobs
