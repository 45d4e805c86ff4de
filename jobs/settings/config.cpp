// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>

#include "jobs/settings/find_key.hpp"
#include "jobs/settings/keys.hpp"
#include "jobs/settings/presets.hpp"
#include "jobs/settings/sweep_reader.hpp"
#include "src/base/error.hpp"
#include "src/modules/contrast.hpp"

namespace lampyris::jobs {
namespace {

constexpr const char* contrast_table = "modules.contrast";
constexpr const char* sweep_table = "sweep";
constexpr const char* command_line = "--set";
constexpr const char* preset_key = "preset";

Settings::Contrast read_contrast(const toml::node& node, const std::string& file) {
  const auto* table = node.as_table();
  if (table == nullptr) {
    throw UsageError(fmt::format("{}: {} must be written as [[{}]]", place_of(file, node), contrast_table,
                                 contrast_table));
  }
  Settings::Contrast contrast;
  for (const auto& [name, value] : *table) {
    const auto where = place_of(file, value);
    const auto& key = find_key(contrast_keys(), std::string(name.str()), where);
    key.read(contrast, value, fmt::format("{}: {}.{}", where, contrast_table, key.name));
  }
  return contrast;
}

void read_contrasts(Settings& settings, const toml::node& node, const std::string& file) {
  settings.modules.contrasts.clear();
  std::vector<ContrastQuery> queries;
  const auto add = [&](const toml::node& element) {
    settings.modules.contrasts.push_back(read_contrast(element, file));
    queries.push_back(query_of(settings.modules.contrasts.back()));
    try {
      check_queries(queries);
    } catch (const UsageError& error) {
      throw UsageError(fmt::format("{}: {}", place_of(file, element), error.what()));
    }
  };
  if (const auto* array = node.as_array()) {
    for (const auto& element : *array) add(element);
  } else {
    add(node);
  }
}

void read_one(Settings& settings, const std::string& name, const toml::node& value, const std::string& file) {
  if (name == contrast_table) {
    read_contrasts(settings, value, file);
    return;
  }
  const auto where = place_of(file, value);
  find_key(job_keys(), name, where).read(settings, value, fmt::format("{}: {}", where, name));
}

void read_table(Settings& settings, const toml::table& table, const std::string& file) {
  for (const auto& [section, node] : table) {
    const std::string name(section.str());
    if (name == sweep_table) {
      settings.sweep = read_sweep(node, file);
      continue;
    }
    const auto* keys = node.as_table();
    if (keys == nullptr) {
      read_one(settings, name, node, file);
      continue;
    }
    for (const auto& [key, value] : *keys)
      read_one(settings, name + "." + std::string(key.str()), value, file);
  }
}

void apply_override(Settings& settings, const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw UsageError(fmt::format("--set {}: must be section.key=value", text));
  }
  const std::string name = text.substr(0, equals);
  const std::string value = text.substr(equals + 1);
  toml::table table;
  try {
    table = parse_toml("value = " + value, command_line);
  } catch (const UsageError&) {
    // A shell takes the quotes away that TOML wants around a text.
    table.insert("value", value);
  }
  read_one(settings, name, *table.get("value"), command_line);
}

/// The preset that the job file, or after it the command line, names.
Preset preset_of(const toml::table& job, const std::string& file, const std::vector<std::string>& overrides) {
  Settings settings;
  settings.preset = default_preset;
  if (const auto* name = job.get(preset_key)) read_one(settings, preset_key, *name, file);
  for (const auto& text : overrides) {
    if (text.starts_with(std::string(preset_key) + "=")) apply_override(settings, text);
  }
  return settings.preset;
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) {
    throw UsageError(fmt::format("{}: cannot be read", path.string()));
  }
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

std::string place_of(const std::string& file, const toml::node& node) {
  const auto line = node.source().begin.line;
  return line == 0 || file == command_line ? file : fmt::format("{}, line {}", file, line);
}

ContrastQuery query_of(const Settings::Contrast& contrast) {
  return {contrast.name, contrast.cases, contrast.controls, contrast.group};
}

Settings read_settings(const std::filesystem::path& job_file, const std::vector<std::string>& overrides,
                       const std::vector<std::string>& lists) {
  if (!std::filesystem::exists(job_file)) {
    throw UsageError(fmt::format("{}: no such job file", job_file.string()));
  }
  const auto job = parse_toml(read_text(job_file), job_file.string());
  Settings settings = settings_of_preset(preset_of(job, job_file.string(), overrides));
  settings.run.directory = std::filesystem::absolute(settings.run.directory);
  read_table(settings, job, job_file.string());
  for (const auto& text : overrides) apply_override(settings, text);
  for (const auto& text : lists) put_axis(settings.sweep, read_set_list(text));
  if (settings.modules.max_permutations < settings.modules.permutations) {
    settings.modules.max_permutations = settings.modules.permutations;
  }
  return settings;
}

std::string to_toml(const Settings& settings) {
  toml::table file;
  for (const auto& key : job_keys()) {
    const auto dot = key.name.find('.');
    if (dot == std::string::npos) {
      key.write(settings, file, key.name);
      continue;
    }
    const auto section = key.name.substr(0, dot);
    if (!file.contains(section)) file.insert(section, toml::table());
    key.write(settings, *file[section].as_table(), key.name.substr(dot + 1));
  }
  toml::array contrasts;
  for (const auto& contrast : settings.modules.contrasts) {
    toml::table table;
    for (const auto& key : contrast_keys()) key.write(contrast, table, key.name);
    contrasts.push_back(table);
  }
  if (!contrasts.empty()) file["modules"].as_table()->insert("contrast", contrasts);
  if (!settings.sweep.empty()) file.insert(sweep_table, to_toml(settings.sweep));
  std::ostringstream text;
  text << file << '\n';
  return text.str();
}

}  // namespace lampyris::jobs
