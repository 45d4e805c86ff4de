// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "jobs/program/progress_file.hpp"
#include "jobs/program/time_limit.hpp"
#include "jobs/program/whereabouts.hpp"
#include "mpi/heartbeat.hpp"
#include "src/base/error.hpp"
#include "src/base/progress.hpp"

namespace lampyris::jobs {

/// Says what a job is watched by.
struct WatchRules {
  std::string command;  ///< what is being done, until a stage is entered
  mpi::HeartbeatRules heartbeat;
  std::optional<TimeLimit> limit;                ///< of this rank; rank 0 suffices
  std::filesystem::path progress_file;           ///< empty: none; of rank 0
  std::function<void(const std::string&)> say;   ///< a line to the log and stderr; from any thread
  std::function<void(const std::string&)> note;  ///< a line to the log alone; from any thread
};

/// Watches over a job from beside its work. A stop that any rank is asked for (by a signal or a time limit)
/// is made known to all ranks. Work that holds the stop (training, which saves a checkpoint) sees to it by
/// itself: stop_asked(). All other work leaves nothing half-written wherever it ends, and is ended: by an
/// Interrupted from where it tells of its progress, and where it tells of none in time, by this.
/// A rank that is not heard of ends the job, too.
class Watch {
 public:
  /// `beats` is all ranks, on a communicator that nothing else uses.
  explicit Watch(const mpi::Communicator& beats) : beats_(beats) {}

  /// Collective. Begins.
  void start(WatchRules rules);
  /// Collective. Ends, when all work is done.
  void finish();

  [[nodiscard]] Whereabouts& whereabouts() { return whereabouts_; }

  /// Whether this rank was asked to stop, or knows that another one was. Not collective.
  [[nodiscard]] bool stop_asked() const { return why_to_stop() != 0; }
  /// Leaves a stop to the one who holds the result, while it lives. When that ends by an exception the stop
  /// is taken as seen to.
  [[nodiscard]] std::shared_ptr<void> hold();
  /// Throws Interrupted when all ranks are to stop and nobody holds it.
  void stop_here();
  /// Gives ranks that work side by side at different things so many seconds to end by themselves when all are
  /// to stop: one may be saving while this one has nothing to save.
  void lengthen_grace(double seconds) { least_grace_ = seconds; }
  /// Notes how long a checkpoint took, seconds.
  void note_checkpoint(double seconds) { checkpoint_seconds_ = seconds; }

  /// Progress that is told to the watch and to `shown`; advance() may throw Interrupted.
  [[nodiscard]] std::unique_ptr<Progress> progress(const std::string& phase, std::size_t total,
                                                   std::unique_ptr<Progress> shown);

 private:
  [[nodiscard]] std::int32_t why_to_stop() const;
  [[nodiscard]] std::string stop_text() const;
  void stopping(std::int32_t why);
  void end_job(const std::string& line, ExitCode code);

  const mpi::Communicator& beats_;
  WatchRules rules_;
  Whereabouts whereabouts_;
  std::optional<ProgressFile> progress_file_;
  double start_ = 0;
  std::atomic<double> checkpoint_seconds_ = 0;
  std::atomic<std::int32_t> agreed_ = 0;  // why all stop
  std::atomic<int> holders_ = 0;
  std::atomic<double> free_since_ = 0;  // when the last holder left
  std::atomic<double> least_grace_ = 0;
  double stop_since_ = 0;
  std::unique_ptr<mpi::Heartbeat> heartbeat_;
};

}  // namespace lampyris::jobs
