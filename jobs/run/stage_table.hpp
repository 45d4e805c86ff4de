// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "jobs/program/context.hpp"
#include "jobs/settings/chosen_keys.hpp"

namespace lampyris::jobs {

/// One stage of `lampyris run`: what it does, and everything that its result depends on.
struct Stage {
  std::string name;
  std::string help;
  void (*run)(const Context&);
  /// Settings that it uses; a name without a dot is a whole section. The files that they name are its inputs.
  std::vector<std::string> keys;
  std::vector<std::string> after;    ///< stages whose results it needs
  std::vector<std::string> outputs;  ///< files of the run directory that must stand for it to be kept
  std::vector<std::string>
      tables;  ///< further files, made only when the settings ask for them; removed before it runs
  std::vector<std::string> if_there = {};  ///< stages whose results it reads where they are there
  /// Says what of it failed when it ran, and is tried again when it is asked for; "" when nothing did, and
  /// null where nothing can. Not collective.
  std::string (*failed)(const Settings&) = nullptr;
};

/// In the order in which they run.
[[nodiscard]] std::span<const Stage> stages();

/// The keys that are in no stage's fingerprint: another value of theirs runs no stage again.
[[nodiscard]] std::span<const LeftOutKey> keys_of_no_stage();

/// Whether another value of the key runs the stage again.
[[nodiscard]] bool uses(const Stage& stage, const std::string& key);

/// The files that users named by the keys of this stage, each once, ascending.
[[nodiscard]] std::vector<std::filesystem::path> inputs_of(const Stage& stage, const Settings& settings);

/// The files of the run directory that the stage makes, or may make with these settings.
[[nodiscard]] std::vector<std::string> files_of(const Stage& stage, const Settings& settings);

/// The settings that this stage uses, as text; of paths to files the file's name
/// alone, so that a project may be moved.
[[nodiscard]] std::string settings_of(const Stage& stage, const Settings& settings);

}  // namespace lampyris::jobs
