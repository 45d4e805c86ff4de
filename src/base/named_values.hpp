// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace lampyris {

/// A value of an enumeration and the word that users write for it.
template <class Enum>
struct NamedValue {
  std::string_view name;  ///< the word
  Enum value;             ///< what it stands for
};

/// The words of an enumeration. Specialised beside every enumeration that users choose from, with a member
/// `static constexpr NamedValue<Enum> values[]`: one row a value, in the order in which users read them.
template <class Enum>
struct Words;

template <class Enum>
concept Named = requires {
  Words<Enum>::values;
};

/// Throws UsageError: `key` = "word": must be one of `words`; and which is the nearest.
[[noreturn]] void refuse_word(const std::string& word, const std::string& key,
                              const std::vector<std::string>& words);

/// Gives the word for a value.
template <Named Enum>
[[nodiscard]] std::string word_of(Enum value) {
  for (const auto& known : Words<Enum>::values) {
    if (known.value == value) return std::string(known.name);
  }
  throw std::logic_error("word_of: a value without a word");
}

/// Gives the word for a value, "auto" for none.
template <Named Enum>
[[nodiscard]] std::string word_or_auto(const std::optional<Enum>& value) {
  return value ? word_of(*value) : "auto";
}

/// Gives the words of all values.
template <Named Enum>
[[nodiscard]] std::vector<std::string> words_of() {
  std::vector<std::string> words;
  for (const auto& known : Words<Enum>::values) words.emplace_back(known.name);
  return words;
}

/// Finds the value that a word stands for; nothing for a word that there is not.
template <Named Enum>
[[nodiscard]] std::optional<Enum> find_value(std::string_view word) {
  for (const auto& known : Words<Enum>::values) {
    if (known.name == word) return known.value;
  }
  return std::nullopt;
}

/// Gives the value that a word stands for. Throws UsageError as refuse_word; `key` names the setting.
template <Named Enum>
[[nodiscard]] Enum value_of(const std::string& word, const std::string& key) {
  if (const auto value = find_value<Enum>(word)) return *value;
  refuse_word(word, key, words_of<Enum>());
}

}  // namespace lampyris
