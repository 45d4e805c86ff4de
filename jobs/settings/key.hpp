// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "jobs/settings/toml_text.hpp"

namespace lampyris::jobs {

/// The files that the paths of a key name.
enum class InputKind {
  none,       ///< no file that is read
  file,       ///< a file each
  expression  ///< an input of import each, which may be several files
};

/// One key of the job file, described once: from this come reading and checking, writing back, the nearest
/// key of a wrong one, `lampyris settings`, docs/settings.md, and the inputs and fingerprint of a stage. Its
/// default is the value of its member in what presets.hpp gives.
template <class Owner>
struct Key {
  std::string name;   ///< in its section: "epochs"; among all keys "train.epochs"
  std::string type;   ///< "whole number", "list of paths", …
  std::string range;  ///< "at least 1", or the words of a choice; empty: any value of the type
  std::string help;   ///< one sentence, without a full stop
  /// Throws UsageError naming `shown` (key and place) when the type or the value is wrong.
  std::function<void(Owner&, const toml::node& value, const std::string& shown)> read;
  std::function<void(const Owner&, toml::table& section, const std::string& name)> write;
  InputKind input = InputKind::none;
  /// The paths that are given; of a key that names files that are read.
  std::function<std::vector<std::filesystem::path>(const Owner&)> paths = {};
};

}  // namespace lampyris::jobs
