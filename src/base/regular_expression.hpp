// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace lampyris {

/// A regular expression, of ECMAScript or PCRE2, over UTF-8. Texts may be of any length: unlike the standard
/// library's it takes no stack for them. What takes too many steps throws DataError.
class RegularExpression {
 public:
  /// Whether a letter matches itself alone or its other case, too.
  enum class Letters { as_written, of_any_case };

  /// Throws std::invalid_argument with what is wrong of `expression`.
  explicit RegularExpression(const std::string& expression, Letters letters = Letters::as_written);

  /// Whether it matches the whole of `text`.
  [[nodiscard]] bool matches(std::string_view text) const;
  /// Whether it matches a part of `text`.
  [[nodiscard]] bool is_in(std::string_view text) const;
  /// The text that its first group captures at its first match in `text`; empty without a match or a group.
  [[nodiscard]] std::string capture(std::string_view text) const;
  /// `text` with every match replaced by `by`, where $1 is the first group.
  [[nodiscard]] std::string replace(const std::string& text, const std::string& by) const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace lampyris
