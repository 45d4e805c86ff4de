// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "io/checkpoint/checkpoint_store.hpp"
#include "jobs/program/context.hpp"
#include "jobs/train/checkpoint_timer.hpp"
#include "src/training/training_state.hpp"

namespace lampyris::jobs {

/// Writes what training leaves on the disk while it goes on: its checkpoints, and metrics.tsv. What cannot be
/// written is said, not thrown: hours of training are not to be lost for a disk that is full at the moment.
class TrainingSaver {
 public:
  /// `begin`: where training begins, which `store` has restored if it begins in the middle. Keeps references
  /// to `context` and `store`.
  TrainingSaver(const Context& context, io::CheckpointStore& store, const TrainingState& begin);

  /// Whether it is time for a checkpoint. Of rank 0; not collective.
  [[nodiscard]] bool due() const { return timer_.due(); }

  /// Collective. Saves a checkpoint. Where it cannot be written, all ranks go on, with the one before kept.
  void save(const TrainingState& now);
  /// Collective. Saves once more, where what was trained since the last checkpoint would be missed if the job
  /// ended before the model is written.
  void save_before_end(const TrainingState& now);
  /// Collective. Writes metrics.tsv; says once that it cannot be written.
  void write_metrics(const TrainingPosition& now);

  /// Ends training that was asked to stop, on all ranks: throws Interrupted when its last checkpoint could be
  /// written, else DataError, which says what is lost.
  [[noreturn]] void stop(const TrainingPosition& now) const;

 private:
  [[nodiscard]] std::string kept() const;

  const Context& context_;
  io::CheckpointStore& store_;
  CheckpointTimer timer_;
  std::uint64_t updates_saved_;  ///< that the newest checkpoint has
  std::string failure_;          ///< why the last one could not be written; "" when it was
  bool metrics_failed_ = false;
};

}  // namespace lampyris::jobs
