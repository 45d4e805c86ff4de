// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "io/files/directory_lock.hpp"
#include "mpi/communicator.hpp"

namespace lampyris::jobs {

/// A directory that the program writes to, and nobody else while this lives; a run that is a part of another
/// has one of its own below the other's. In its folder
/// .lampyris stand the lock and the list of the files that the program made: what is not in that list is
/// never deleted or written over.
class RunDirectory {
 public:
  /// Collective. Makes the directory when there is none, marks it and locks it. `legacy` gives the files that
  /// a version without the list has left, by the content of manifest.json. Throws UsageError when the
  /// directory cannot be made or another run works in it, and still does after so many seconds; `setting`
  /// names what chose it.
  RunDirectory(std::filesystem::path path, const std::string& setting, const mpi::Communicator& ranks,
               const std::function<std::vector<std::string>(const std::filesystem::path&)>& legacy,
               double wait_seconds = 0);

  RunDirectory(const RunDirectory&) = delete;
  RunDirectory& operator=(const RunDirectory&) = delete;
  /// Gives the lock back. Not collective.
  ~RunDirectory();

  /// Collective. To be called before files of these names, or folders, are made. Throws UsageError when one
  /// stands there that the program did not make, and when one is among `inputs`; then nothing is claimed.
  void claim(const std::vector<std::string>& names, const std::vector<std::filesystem::path>& inputs = {});

  /// Whether the program made the file of this name, or will; on rank 0.
  [[nodiscard]] bool made(const std::string& name) const { return made_.contains(name); }

  /// A line about the run that held the directory before and did not end orderly; on rank 0.
  [[nodiscard]] std::optional<std::string> taken_over() const;

 private:
  void mark(double wait_seconds);
  void remove_unfinished() const;
  void claim_on_first_rank(const std::vector<std::string>& names,
                           const std::vector<std::filesystem::path>& inputs);

  std::filesystem::path path_;
  std::string setting_;
  const mpi::Communicator& ranks_;
  std::optional<io::DirectoryLock> lock_;  // of rank 0
  std::set<std::string> made_;             // on rank 0
};

}  // namespace lampyris::jobs
