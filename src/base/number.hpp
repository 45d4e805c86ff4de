// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fast_float/fast_float.h>

#include <charconv>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>
#include <system_error>

// How every text becomes a number: in the notation of C ("1.5e-3", "inf", "nan"), whatever the locale,
// without blanks before it.
namespace lampyris {

/// Reads as much from `first` on as is a number, into `value`: 0 or infinite when it is out of range. Returns
/// where it ends; null when there is none, as at a plus sign, and `value` stays.
template <std::floating_point Number>
[[nodiscard]] inline const char* read_leading_number(const char* first, const char* last, Number& value) {
  if (first == last) return nullptr;
  const auto [end, code] = fast_float::from_chars(first, last, value);
  return code == std::errc::invalid_argument ? nullptr : end;
}

/// Reads the whole text as a number. Returns nothing for any other text, and for a number that a double
/// cannot hold: one that would become 0 or infinite.
[[nodiscard]] inline std::optional<double> read_number(std::string_view text) {
  if (text.empty()) return std::nullopt;  // whose data may be null, as is the end of no number
  double number = 0;
  const char* const end = text.data() + text.size();
  if (read_leading_number(text.data(), end, number) != end) return std::nullopt;
  const auto has = [&](const char* digits) {
    return text.substr(0, text.find_first_of("eE")).find_first_of(digits) != std::string_view::npos;
  };
  const bool too_large = std::isinf(number) && has("0123456789");
  const bool too_small = number == 0 && has("123456789");
  if (too_large || too_small) return std::nullopt;
  return number;
}

/// Reads as read_number does; NaN instead of nothing.
[[nodiscard]] inline double read_number_or_nan(std::string_view text) {
  return read_number(text).value_or(std::numeric_limits<double>::quiet_NaN());
}

/// Reads the whole text, which may begin with a plus sign, as a finite number. What is too small for a double
/// is 0. Returns nothing for any other text.
[[nodiscard]] inline std::optional<double> read_finite(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return std::nullopt;  // whose data may be null, as is the end of no number
  double number = 0;
  const char* const end = text.data() + text.size();
  if (read_leading_number(text.data(), end, number) != end || !std::isfinite(number)) return std::nullopt;
  return number;
}

/// Reads the whole text as digits. Returns nothing for any other text, and for more than a size_t holds.
[[nodiscard]] inline std::optional<std::size_t> read_size(std::string_view text) {
  std::size_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data(), end, number);
  if (code != std::errc() || stop != end) return std::nullopt;
  return number;
}

}  // namespace lampyris
