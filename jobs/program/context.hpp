// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "jobs/settings/settings.hpp"
#include "mpi/communicator.hpp"
#include "src/base/progress.hpp"

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
  /// Collective. To be called before files of these names are made in the run directory. Throws UsageError when that would
  /// write over what the program did not make, or over one of the `inputs`.
  std::function<void(const std::vector<std::string>& names, const std::vector<std::filesystem::path>& inputs)>
      claim;
  /// Whether what an earlier start has left half done is thrown away (--force).
  bool anew = false;
  /// For the manifest: the grid that a stage worked on, where it is not what every stage takes.
  std::function<void(const std::string& grid)> worked_on = [](const std::string&) {};

  /// The same for other settings.
  [[nodiscard]] Context with(const Settings& others) const {
    return {ranks, others, stop_asked, progress, say, summary, claim, anew, worked_on};
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
