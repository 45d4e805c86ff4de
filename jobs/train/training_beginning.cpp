// SPDX-License-Identifier: Apache-2.0
#include "jobs/train/training_beginning.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "jobs/train/training_fingerprint.hpp"
#include "jobs/train/training_options.hpp"

namespace lampyris::jobs {
namespace {

/// The precisions that a run may have been begun in, first the one that it would be begun in now.
std::vector<Precision> possible_beginnings(const Settings& settings, Precision here) {
  std::vector<Precision> begun{here};
  if (!settings.train.precision && settings.compute.engine == EngineKind::fused) {
    begun.push_back(here == Precision::bf16 ? Precision::f32 : Precision::bf16);
  }
  return begun;
}

std::filesystem::path checkpoints_of(const TrainingTask& task) {
  auto folder = task.context.in_run("checkpoints");
  if (!task.aim.folder.empty()) folder /= task.aim.folder;
  if (task.aim.refits) folder /= "refit";
  return folder;
}

void say_beginning(const TrainingTask& task, const TrainingBeginning& beginning, Precision begun,
                   Precision here) {
  const Context& context = task.context;
  if (!beginning.goes_on) {
    const auto checkpoints = checkpoints_of(task);
    if (!std::filesystem::exists(checkpoints)) return;
    context.say(
        fmt::format("train: starts from the beginning: no checkpoint in {} was written by this "
                    "version of lampyris with these settings and inputs",
                    checkpoints.string()));
    return;
  }
  const auto& at = beginning.state.position;
  context.say(fmt::format("train: goes on from epoch {}, step {}", at.epoch + 1, at.step + 1));
  if (beginning.precision != begun) {
    context.say("train: was begun in bf16, goes on in f32: not every processor of this job has bf16");
  } else if (begun != here) {
    context.say("train: was begun in f32, goes on in f32, although the processors of this job have bf16");
  }
}

}  // namespace

TrainingBeginning begin_training(const TrainingTask& task, const TrainingPartition& mine) {
  const Context& context = task.context;
  const Precision here = precision_of(context.settings, context.ranks);
  TrainingBeginning beginning{
      here, false, TrainingState(mine.layout.size(), context.settings.train.average > 0), std::nullopt};
  // What is said of checkpoints that are passed over counts only when none is found, or before one that is.
  const auto said = std::make_shared<std::vector<std::string>>();
  const auto searching = std::make_shared<bool>(true);
  const auto open = [&](Precision begun) {
    beginning.store.emplace(
        io::CheckpointStore::Options{checkpoints_of(task),
                                     training_fingerprint(context.settings, task.cohort, task.shape, begun),
                                     task.aim.epochs,
                                     [said, searching, say = context.say](const std::string& line) {
                                       if (!*searching) return say(line);
                                       said->push_back(line);
                                     }},
        mine.layout, context.ranks);
    if (context.anew) beginning.store->discard();
  };
  Precision begun = here;
  std::vector<std::string> of_first;
  for (const Precision one : possible_beginnings(context.settings, here)) {
    said->clear();
    open(one);
    beginning.goes_on = beginning.store->restore(beginning.state);
    if (one == here) of_first = *said;
    if (!beginning.goes_on) continue;
    begun = one;
    of_first = *said;
    break;
  }
  if (!beginning.goes_on) open(here);
  *searching = false;
  for (const auto& line : of_first) context.say(line);
  if (begun == Precision::f32) beginning.precision = Precision::f32;
  say_beginning(task, beginning, begun, here);
  return beginning;
}

}  // namespace lampyris::jobs
