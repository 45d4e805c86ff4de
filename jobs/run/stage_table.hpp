#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "jobs/program/context.hpp"

namespace lampyris::jobs {

/// One stage of `lampyris run`: what it does, and everything that its result depends on.
struct Stage {
  std::string name;
  std::string help;
  void (*run)(const Context&);
  std::vector<std::string> keys;     ///< settings that it uses; a name without a dot is a whole section
  std::vector<std::string> after;    ///< stages whose results it reads
  std::vector<std::string> outputs;  ///< files of the run directory that must stand for it to be kept
  std::vector<std::string>
      tables;  ///< further files, made only when the settings ask for them; removed before it runs
};

/// In the order in which they run.
[[nodiscard]] std::span<const Stage> stages();

/// The files that users named and that this stage reads.
[[nodiscard]] std::vector<std::filesystem::path> inputs_of(const Stage& stage, const Settings& settings);

/// The settings that this stage uses, as text.
[[nodiscard]] std::string settings_of(const Stage& stage, const Settings& settings);

}  // namespace lampyris::jobs
