// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/format.h>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "jobs/settings/key_kinds.hpp"

namespace lampyris::jobs {

/// Those of `allowed`; all words of the enumeration when it is empty.
template <Named Enum>
[[nodiscard]] std::vector<std::string> words_among(const std::vector<Enum>& allowed) {
  if (allowed.empty()) return words_of<Enum>();
  std::vector<std::string> words;
  words.reserve(allowed.size());
  for (const Enum value : allowed) words.push_back(word_of(value));
  return words;
}

/// The value of a word that is among `words`. Throws UsageError as refuse_word.
template <Named Enum>
[[nodiscard]] Enum read_choice(const std::string& word, const std::vector<std::string>& words,
                               const std::string& shown) {
  for (const auto& known : words) {
    if (known == word) return value_of<Enum>(word, shown);
  }
  refuse_word(word, shown, words);
}

/// A word of an enumeration, or of the part of it that is `allowed`.
template <class Owner, Named Enum>
Key<Owner> choice(const char* name, Enum Owner::*member, const char* help,
                  const std::vector<Enum>& allowed = {}) {
  const auto words = words_among(allowed);
  return {name,
          "choice",
          joined(words),
          help,
          [=](Owner& owner, const toml::node& node, const std::string& shown) {
            owner.*member = read_choice<Enum>(read_text(node, shown), words, shown);
          },
          [=](const Owner& owner, toml::table& section, const std::string& key) {
            section.insert_or_assign(key, word_of(owner.*member));
          }};
}

/// The same, or "auto".
template <class Owner, Named Enum>
Key<Owner> automatic_choice(const char* name, std::optional<Enum> Owner::*member, const char* help,
                            const std::vector<Enum>& allowed = {}) {
  auto words = words_among(allowed);
  words.insert(words.begin(), automatic);
  return {name,
          "choice",
          joined(words),
          help,
          [=](Owner& owner, const toml::node& node, const std::string& shown) {
            const auto word = read_text(node, shown);
            owner.*member =
                word == automatic ? std::nullopt : std::optional(read_choice<Enum>(word, words, shown));
          },
          [=](const Owner& owner, toml::table& section, const std::string& key) {
            section.insert_or_assign(key, word_or_auto(owner.*member));
          }};
}

/// A whole number, or "auto".
template <class Owner, std::integral Number>
Key<Owner> automatic_whole_number(const char* name, std::optional<Number> Owner::*member, Range range,
                                  const char* help) {
  const auto due = fmt::format("\"{}\" or a whole number {}", automatic, range.text());
  return {name,
          "whole number",
          fmt::format("{}, or \"{}\"", range.text(), automatic),
          help,
          [=](Owner& owner, const toml::node& node, const std::string& shown) {
            if (node.value_exact<std::string>() == automatic) {
              owner.*member = std::nullopt;
            } else {
              owner.*member = static_cast<Number>(read_whole_number(node, range, due, shown));
            }
          },
          [=](const Owner& owner, toml::table& section, const std::string& key) {
            if (owner.*member) {
              section.insert_or_assign(key, static_cast<std::int64_t>(*(owner.*member)));
            } else {
              section.insert_or_assign(key, automatic);
            }
          }};
}

}  // namespace lampyris::jobs
