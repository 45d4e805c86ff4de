// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/sweep_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "jobs/settings/find_key.hpp"
#include "jobs/settings/keys.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

constexpr const char* set_list = "--set-list";

/// The value as the key writes it: the same for the same value, however it was written.
std::string canonical(const Key<Settings>& key, const toml::node& value, const std::string& shown) {
  Settings settings;
  key.read(settings, value, shown);
  toml::table table;
  key.write(settings, table, "value");
  std::ostringstream text;
  text << toml::toml_formatter(
      table, toml::toml_formatter::default_flags & ~toml::format_flags::allow_literal_strings);
  const std::string line = text.str();
  return line.substr(line.find('=') + 2);
}

SweepAxis read_axis(const std::string& name, const toml::node& node, const std::string& where) {
  const auto& key = find_key(job_keys(), name, where);
  const std::string shown = fmt::format("{}: {}", where, name);
  const auto* values = node.as_array();
  if (values == nullptr || values->empty()) {
    throw UsageError(fmt::format("{}: must be a list of the values to sweep over, one at least", shown));
  }
  SweepAxis axis{name, {}};
  for (const auto& value : *values) {
    axis.values.push_back(canonical(key, value, shown));
    if (std::ranges::count(axis.values, axis.values.back()) > 1) {
      throw UsageError(fmt::format("{}: {} stands there twice", shown, axis.values.back()));
    }
  }
  return axis;
}

void read_axes(SweepGrid& grid, const toml::table& table, const std::string& prefix,
               const std::string& file) {
  for (const auto& [key, node] : table) {
    const std::string name = prefix + std::string(key.str());
    if (const auto* section = node.as_table()) {
      read_axes(grid, *section, name + ".", file);
      continue;
    }
    const auto where = place_of(file, node) + ": sweep";
    grid.push_back(read_axis(name, node, where));
    if (std::ranges::count(grid, name, &SweepAxis::key) > 1) {
      throw UsageError(fmt::format("{}: {} stands there twice", where, name));
    }
  }
}

toml::array list_of(const std::string& values) {
  for (const auto& text : {values, "[" + values + "]"}) {
    try {
      const auto table = parse_toml("value = " + text, set_list);
      if (const auto* list = table.get("value")->as_array()) return *list;
    } catch (const UsageError&) {
      continue;
    }
  }
  // A shell takes the quotes away that TOML wants around a text.
  toml::array words;
  std::istringstream rest(values);
  for (std::string word; std::getline(rest, word, ',');) words.push_back(word);
  return words;
}

}  // namespace

std::vector<SweepGrid> read_sweep(const toml::node& node, const std::string& file) {
  std::vector<SweepGrid> grids;
  const auto add = [&](const toml::node& one) {
    const auto* table = one.as_table();
    if (table == nullptr) {
      throw UsageError(fmt::format("{}: sweep must be written as [sweep] or [[sweep]]", place_of(file, one)));
    }
    read_axes(grids.emplace_back(), *table, "", file);
    std::ranges::sort(grids.back(), {}, &SweepAxis::key);
    if (grids.back().empty()) {
      throw UsageError(fmt::format("{}: sweep: has no key to sweep over", place_of(file, one)));
    }
  };
  if (const auto* array = node.as_array()) {
    for (const auto& one : *array) add(one);
  } else {
    add(node);
  }
  return grids;
}

SweepAxis read_set_list(const std::string& text) {
  const auto equals = text.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw UsageError(fmt::format("{} {}: must be section.key=[value, value]", set_list, text));
  }
  return read_axis(text.substr(0, equals), list_of(text.substr(equals + 1)), set_list);
}

void put_axis(std::vector<SweepGrid>& grids, const SweepAxis& axis) {
  if (grids.empty()) grids.emplace_back();
  for (auto& grid : grids) {
    const auto at = std::ranges::find(grid, axis.key, &SweepAxis::key);
    if (at == grid.end()) {
      grid.push_back(axis);
    } else {
      *at = axis;
    }
    std::ranges::sort(grid, {}, &SweepAxis::key);
  }
}

toml::array to_toml(const std::vector<SweepGrid>& grids) {
  toml::array tables;
  for (const auto& grid : grids) {
    toml::table table;
    for (const auto& axis : grid) {
      toml::array values;
      for (const auto& value : axis.values) {
        const auto parsed = parse_toml("value = " + value, "sweep");
        parsed.get("value")->visit([&](const auto& node) { values.push_back(node); });
      }
      table.insert_or_assign(axis.key, values);
    }
    tables.push_back(table);
  }
  return tables;
}

}  // namespace lampyris::jobs
