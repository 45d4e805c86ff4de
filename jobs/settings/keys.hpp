#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "jobs/settings/settings.hpp"
#include "jobs/settings/toml_text.hpp"

namespace lampyris::jobs {

/// One key of a table of the job file: how it is checked and read, and how its value is written back.
template <class Owner>
struct Key {
  std::string name;  ///< "train.epochs"; for a contrast just "cases"
  /// Throws UsageError naming `shown` (key and place) when the type or the value is wrong.
  std::function<void(Owner&, const toml::node& value, const std::string& shown)> read;
  std::function<void(const Owner&, toml::table& section, const std::string& name)> write;
};

/// Every key of a job file, except [[modules.contrast]].
[[nodiscard]] const std::vector<Key<Settings>>& job_keys();

/// The keys of one [[modules.contrast]].
[[nodiscard]] const std::vector<Key<Settings::Contrast>>& contrast_keys();

}  // namespace lampyris::jobs
