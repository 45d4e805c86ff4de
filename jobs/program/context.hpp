// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "jobs/settings/settings.hpp"
#include "mpi/communicator.hpp"
#include "src/base/kept_units.hpp"
#include "src/base/progress.hpp"
#include "src/training/training_state.hpp"

namespace lampyris::jobs {

/// Everything that a stage is given: the ranks, the settings, and where to say how it goes.
struct Context {
  const mpi::Communicator& ranks;
  const Settings& settings;

  /// Polled at safe points by every rank; true once any signal asked this rank to stop. Not collective: agree
  /// with World::any before acting on it.
  std::function<bool()> stop_asked;
  /// A bar (or plain lines) on rank 0, silence elsewhere; `what` is shown, `total` units are 100 %.
  std::function<std::unique_ptr<Progress>(const std::string& what, std::size_t total)> progress;
  /// One line to log.txt and, unless --quiet, stderr; only rank 0 says it.
  std::function<void(const std::string& line)> say;
  /// One line of the final summary on stdout; only rank 0 says it.
  std::function<void(const std::string& line)> summary;
  /// Leaves a stop that is asked for to the caller while the result lives: it polls stop_asked. Work that
  /// holds nothing is ended wherever it is.
  std::function<std::shared_ptr<void>()> hold_stop = [] { return std::shared_ptr<void>(); };
  /// Says how long a checkpoint took, seconds: a time limit leaves room for the next.
  std::function<void(double seconds)> saved = [](double) {};
  /// Says that an epoch is done.
  std::function<void(const EpochReport& report)> epoch_done = [](const EpochReport&) {};
  /// Says that a stage of a run begins.
  std::function<void(const std::string& stage)> entered = [](const std::string&) {};
  /// Collective. To be called before files of these names are made in the run directory. Throws UsageError
  /// when that would write over what the program did not make, or over one of the `inputs`.
  std::function<void(const std::vector<std::string>& names, const std::vector<std::filesystem::path>& inputs)>
      claim = [](const auto&, const auto&) {};
  /// Whether what an earlier start has left half done is thrown away (--force).
  bool anew = false;
  /// Collective. What units of this stage an earlier start has finished, and where those of this start are
  /// kept. Says how many were found.
  std::function<std::unique_ptr<KeptUnits>()> kept_units = [] { return std::make_unique<NoKeptUnits>(); };
  /// For the manifest: the grid that a stage worked on, where it is not what every stage takes.
  std::function<void(const std::string& grid)> worked_on = [](const std::string&) {};

  /// The same as `progress`, but nothing is shown: of work beside other work.
  std::function<std::unique_ptr<Progress>(const std::string& what, std::size_t total)> unseen_progress =
      [](const std::string&, std::size_t) { return std::make_unique<NoProgress>(); };
  /// Says that parts of the ranks work at different things from now on: when all are to stop, they wait for
  /// each other for so many seconds.
  std::function<void(double seconds)> part_ways = [](double) {};
  /// The folder where runs that are parts of a larger one keep the PCAs that they share; empty: none.
  std::filesystem::path shared_pca = {};

  /// The same for other settings.
  [[nodiscard]] Context with(const Settings& others) const {
    return {ranks,      others,    stop_asked,      progress,  say,       summary,
            hold_stop,  saved,     epoch_done,      entered,   claim,     anew,
            kept_units, worked_on, unseen_progress, part_ways, shared_pca};
  }
  [[nodiscard]] std::filesystem::path in_run(const std::string& file) const {
    return settings.run.directory / file;
  }
  /// Names the cohort that training sees: the imported cohort, after its preprocessing when there is any.
  [[nodiscard]] std::filesystem::path training_cohort() const {
    return in_run(settings.cohort.preprocess.empty() ? "cohort.h5" : "prepared.h5");
  }
};

}  // namespace lampyris::jobs
