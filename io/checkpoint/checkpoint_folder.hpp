// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace lampyris::io {

/// The folder of checkpoints by names alone: which there are, which of them are of one training run and may
/// be removed, and how a new one gets its name. Not collective: of the first rank.
class CheckpointFolder {
 public:
  /// `fingerprint`: of the settings and inputs of this run.
  CheckpointFolder(std::filesystem::path directory, std::string fingerprint)
      : directory_(std::move(directory)), fingerprint_(std::move(fingerprint)) {}

  /// The names of all checkpoints that look complete, whoever made them, the furthest in training first.
  [[nodiscard]] std::vector<std::string> newest_first() const;

  /// Makes an empty folder for a checkpoint that is being written, and gives its path; removes what runs that
  /// were killed left of theirs.
  [[nodiscard]] std::string begin() const;
  /// Gives a complete folder its name, <epoch>-<step>, with a suffix where a checkpoint of other settings or
  /// a damaged one has it; then removes what this run made earlier, but for the one before. Returns its path.
  std::filesystem::path finish(const std::filesystem::path& partial, std::uint64_t epoch,
                               std::uint64_t step) const;
  /// Removes all of this run.
  void remove_own() const;

 private:
  [[nodiscard]] bool is_own(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> own() const;

  std::filesystem::path directory_;
  std::string fingerprint_;
};

/// The bytes of a checkpoint's state.bin; "" when there is none.
[[nodiscard]] std::string read_record(const std::filesystem::path& checkpoint);

}  // namespace lampyris::io
