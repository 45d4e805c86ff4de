// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "jobs/settings/settings.hpp"

namespace lampyris::jobs {

/// A key, or a whole section by its name, that something leaves out; and why it may.
struct LeftOutKey {
  std::string name;
  std::string reason;
};

/// Whether `name` is the key itself, or its section.
[[nodiscard]] bool names_key(const std::string& name, const std::string& key);
[[nodiscard]] bool is_left_out(const std::string& key, std::span<const LeftOutKey> left_out);

/// The keys that `wanted` holds for, with their values, as text, the same for the same values;
/// "modules.contrast" stands for all contrasts. Of a path to a file that is read, the name alone.
[[nodiscard]] std::string text_of_keys(const Settings& settings,
                                       const std::function<bool(const std::string& key)>& wanted);

}  // namespace lampyris::jobs
