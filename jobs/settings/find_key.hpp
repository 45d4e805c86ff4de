// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "jobs/settings/key.hpp"
#include "src/base/error.hpp"
#include "src/base/nearest_word.hpp"

namespace lampyris::jobs {

/// Gives "FILE, line 3"; the file alone where the node comes from the command line.
[[nodiscard]] std::string place_of(const std::string& file, const toml::node& node);

/// Finds the key of this name. Throws UsageError that names the nearest one when there is none.
template <class Owner>
const Key<Owner>& find_key(const std::vector<Key<Owner>>& keys, const std::string& name,
                           const std::string& where) {
  const auto at = std::find_if(keys.begin(), keys.end(), [&](const auto& key) { return key.name == name; });
  if (at != keys.end()) return *at;
  std::vector<std::string> names;
  names.reserve(keys.size());
  for (const auto& key : keys) names.push_back(key.name);
  throw UsageError(
      fmt::format("{}: unknown key {}; the nearest is {}", where, name, nearest_word(name, names)));
}

}  // namespace lampyris::jobs
