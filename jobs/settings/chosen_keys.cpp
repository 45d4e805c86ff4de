// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/chosen_keys.hpp"

#include <algorithm>
#include <sstream>

#include "jobs/settings/keys.hpp"

namespace lampyris::jobs {
namespace {

// What a file holds, who wants to know adds; where it lies says nothing.
template <class Owner>
void write_without_folders(const Key<Owner>& key, const Owner& owner, toml::table& into) {
  key.write(owner, into, key.name);
  if (key.input == InputKind::none) return;
  toml::array names;
  for (const auto& path : key.paths(owner)) {
    const auto plain = path.lexically_normal();
    names.push_back((plain.has_filename() ? plain : plain.parent_path()).filename().string());
  }
  into.insert_or_assign(key.name, names);
}

}  // namespace

bool names_key(const std::string& name, const std::string& key) {
  return key == name || (name.find('.') == std::string::npos && key.starts_with(name + "."));
}

bool is_left_out(const std::string& key, std::span<const LeftOutKey> left_out) {
  return std::any_of(left_out.begin(), left_out.end(),
                     [&](const LeftOutKey& one) { return names_key(one.name, key); });
}

std::string text_of_keys(const Settings& settings, const std::function<bool(const std::string&)>& wanted) {
  toml::table used;
  for (const auto& key : job_keys()) {
    if (wanted(key.name)) write_without_folders(key, settings, used);
  }
  if (wanted("modules.contrast")) {
    for (const auto& contrast : settings.modules.contrasts) {
      toml::table table;
      for (const auto& key : contrast_keys()) write_without_folders(key, contrast, table);
      used.insert("contrast " + contrast.name, table);
    }
  }
  std::ostringstream text;
  text << used;
  return text.str();
}

}  // namespace lampyris::jobs
