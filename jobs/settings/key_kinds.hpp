// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <concepts>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "jobs/settings/key.hpp"
#include "src/base/named_values.hpp"

// One function for each kind of key: name, member and help of a key → the key.

namespace lampyris::jobs {

struct Range {
  double low = 0;
  double high = std::numeric_limits<double>::infinity();
  bool open_low = false;  ///< low itself is not allowed

  /// "at least 1 and at most 9".
  [[nodiscard]] std::string text() const;
};

inline constexpr double largest = 1e9;

/// The word of an optional choice that has no value.
inline constexpr const char* automatic = "auto";

// Each throws UsageError "shown: must be due".
[[nodiscard]] double read_number(const toml::node& node, const Range& range, const std::string& due,
                                 const std::string& shown);
[[nodiscard]] double read_whole_number(const toml::node& node, const Range& range, const std::string& due,
                                       const std::string& shown);
[[nodiscard]] std::vector<std::size_t> read_whole_numbers(const toml::node& node, const Range& range,
                                                          const std::string& shown);
[[nodiscard]] std::string read_text(const toml::node& node, const std::string& shown);
[[nodiscard]] std::vector<std::string> read_texts(const toml::node& node, const std::string& shown);
/// Absolute, from the current directory; empty for an empty text.
[[nodiscard]] std::filesystem::path read_path(const toml::node& node, const std::string& shown);
[[nodiscard]] std::vector<std::filesystem::path> read_paths(const toml::node& node, const std::string& shown);
[[nodiscard]] bool read_flag(const toml::node& node, const std::string& shown);
/// "a, b, c".
[[nodiscard]] std::string joined(const std::vector<std::string>& words);

template <class Owner, std::integral Number>
Key<Owner> whole_number(const char* name, Number Owner::*member, Range range, const char* help) {
  const auto due = "a whole number " + range.text();
  return {name,
          "whole number",
          range.text(),
          help,
          [=](Owner& owner, const toml::node& node, const std::string& shown) {
            owner.*member = static_cast<Number>(read_whole_number(node, range, due, shown));
          },
          [=](const Owner& owner, toml::table& section, const std::string& key) {
            section.insert_or_assign(key, static_cast<std::int64_t>(owner.*member));
          }};
}

template <class Owner>
Key<Owner> whole_numbers(const char* name, std::vector<std::size_t> Owner::*member, Range range,
                         const char* help) {
  return {name,
          "list of whole numbers",
          "each " + range.text(),
          help,
          [=](Owner& owner, const toml::node& node, const std::string& shown) {
            owner.*member = read_whole_numbers(node, range, shown);
          },
          [=](const Owner& owner, toml::table& section, const std::string& key) {
            toml::array values;
            for (const auto value : owner.*member) values.push_back(static_cast<std::int64_t>(value));
            section.insert_or_assign(key, values);
          }};
}

template <class Owner>
Key<Owner> number(const char* name, double Owner::*member, Range range, const char* help) {
  const auto due = "a number " + range.text();
  return {name,
          "number",
          range.text(),
          help,
          [=](Owner& owner, const toml::node& node, const std::string& shown) {
            owner.*member = read_number(node, range, due, shown);
          },
          [=](const Owner& owner, toml::table& section, const std::string& key) {
            section.insert_or_assign(key, owner.*member);
          }};
}

/// Any text.
template <class Owner>
Key<Owner> text(const char* name, std::string Owner::*member, const char* help) {
  return {name,
          "text",
          {},
          help,
          [=](Owner& owner, const toml::node& node, const std::string& shown) {
            owner.*member = read_text(node, shown);
          },
          [=](const Owner& owner, toml::table& section, const std::string& key) {
            section.insert_or_assign(key, owner.*member);
          }};
}

template <class Owner>
Key<Owner> texts(const char* name, std::vector<std::string> Owner::*member, const char* help) {
  return {name,
          "list of texts",
          {},
          help,
          [=](Owner& owner, const toml::node& node, const std::string& shown) {
            owner.*member = read_texts(node, shown);
          },
          [=](const Owner& owner, toml::table& section, const std::string& key) {
            toml::array values;
            for (const auto& value : owner.*member) values.push_back(value);
            section.insert_or_assign(key, values);
          }};
}

template <class Owner>
Key<Owner> flag(const char* name, bool Owner::*member, const char* help) {
  return {name,
          "true or false",
          {},
          help,
          [=](Owner& owner, const toml::node& node, const std::string& shown) {
            owner.*member = read_flag(node, shown);
          },
          [=](const Owner& owner, toml::table& section, const std::string& key) {
            section.insert_or_assign(key, owner.*member);
          }};
}

}  // namespace lampyris::jobs
