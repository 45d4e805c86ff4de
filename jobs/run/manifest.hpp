// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "jobs/run/stage_table.hpp"
#include "mpi/communicator.hpp"

namespace lampyris::jobs {

/// manifest.json of a run directory: versions, machine, settings' seed, inputs with size and hash, and for
/// every stage that ran its fingerprint, seconds, peak memory, and the files that it made with their SHA-256.
/// Rank 0 reads and writes it.
class Manifest {
 public:
  /// Collective. What stands in the run directory, or an empty one.
  Manifest(const Settings& settings, const mpi::Communicator& ranks);

  /// Says which version of lampyris wrote what stands in the run directory; nothing when it is this one, or
  /// when there is no manifest that can be read.
  [[nodiscard]] std::optional<std::string> other_version() const;

  /// Says what becomes of an input file that is gone.
  enum class Gone { refused, as_it_was };
  /// Collective. A hash of all that the stage's result depends on: program version, its settings, the content
  /// of its input files, and what the stages before it made. Throws DataError when an input cannot
  /// be read, unless it is gone, and what it was when the stage ran will do.
  [[nodiscard]] std::string fingerprint(const Stage& stage, Gone gone = Gone::refused);
  /// Whether anything stands here of the stage that ran to its end.
  [[nodiscard]] bool knows(const Stage& stage) const;
  /// Whether another version of lampyris ran the stage.
  [[nodiscard]] bool is_of_other_version(const Stage& stage) const;
  /// Collective. Whether the stage has run with this fingerprint.
  [[nodiscard]] bool has_run(const Stage& stage, const std::string& fingerprint) const;
  /// A file that a stage made.
  struct File {
    std::string name;
    std::string sha256;
    friend bool operator==(const File&, const File&) = default;
  };
  /// The files of a stage that has run; none of one that has not, or that a version before 0.2.0 ran.
  [[nodiscard]] std::vector<File> files(const Stage& stage) const;
  /// A file that is no longer what the stage made.
  struct Difference {
    std::string file;
    bool missing;  ///< else its content is another
  };
  /// Collective. The files of a stage that has run which are not as it made them: all are read, unless this
  /// process did so before.
  [[nodiscard]] std::vector<Difference> differences(const Stage& stage);
  /// How a stage ran.
  struct Run {
    double seconds;
    std::string grid;                  ///< samples x genes
    std::vector<std::string> summary;  ///< what it said
  };
  /// Collective. Writes that the stage has run.
  void record(const Stage& stage, const std::string& fingerprint, const Run& run);
  /// Collective. Writes that the stage ran as it did in the run of another manifest, whose files are here,
  /// too.
  void take_over(const Stage& stage, const Manifest& other);
  /// Gives the seconds that the stage took; 0 of one that has not run.
  [[nodiscard]] double seconds(const Stage& stage) const;
  /// Gives the grid of stages that choose none by themselves: the one that was asked for, or samples alone.
  [[nodiscard]] std::string usual_grid() const;
  /// Gives the summary that the stage printed when it ran.
  [[nodiscard]] std::vector<std::string> summary(const Stage& stage) const;
  /// Collective. Forgets the stage, so that a failure half-way never counts as done.
  void forget(const Stage& stage);

 private:
  void write() const;
  [[nodiscard]] std::vector<std::string> contents_of(const Stage& stage) const;
  [[nodiscard]] nlohmann::ordered_json describe_files(const Stage& stage) const;
  const Settings& settings_;
  const mpi::Communicator& ranks_;
  nlohmann::ordered_json content_;
  std::set<std::string> seen_;  // stages whose files this process has made or compared
};

/// The files that a version without a list of files (before 0.2.0) may have left in a run directory, when its
/// manifest.json says that there was one; else none.
[[nodiscard]] std::vector<std::string> files_of_run_without_list(const std::filesystem::path& directory);

}  // namespace lampyris::jobs
