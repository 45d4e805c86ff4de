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

/// A number at the start of a text.
template <std::floating_point Number>
struct LeadingNumber {
  Number value;           ///< NaN when there is none; 0 or infinite when it is out of range
  std::string_view rest;  ///< what follows it
  bool is_number;
};

/// Reads as much of `text` as is a number; a plus sign is none.
template <std::floating_point Number>
[[nodiscard]] inline LeadingNumber<Number> leading_number(std::string_view text) {
  LeadingNumber<Number> number{std::numeric_limits<Number>::quiet_NaN(), text, false};
  const char* const end = text.data() + text.size();
  const auto [stop, code] = fast_float::from_chars(text.data(), end, number.value);
  number.is_number = code == std::errc() || code == std::errc::result_out_of_range;
  if (number.is_number) number.rest.remove_prefix(static_cast<std::size_t>(stop - text.data()));
  return number;
}

/// Reads the whole text as a number. Returns nothing for any other text, and for a number that a double
/// cannot hold: one that would become 0 or infinite.
[[nodiscard]] inline std::optional<double> read_number(std::string_view text) {
  const auto number = leading_number<double>(text);
  if (!number.is_number || !number.rest.empty()) return std::nullopt;
  const auto has = [&](const char* digits) {
    return text.substr(0, text.find_first_of("eE")).find_first_of(digits) != std::string_view::npos;
  };
  const bool too_large = std::isinf(number.value) && has("0123456789");
  const bool too_small = number.value == 0 && has("123456789");
  if (too_large || too_small) return std::nullopt;
  return number.value;
}

/// Reads as read_number does; NaN instead of nothing.
[[nodiscard]] inline double read_number_or_nan(std::string_view text) {
  return read_number(text).value_or(std::numeric_limits<double>::quiet_NaN());
}

/// Reads the whole text, which may begin with a plus sign, as a finite number. What is too small for a double
/// is 0. Returns nothing for any other text.
[[nodiscard]] inline std::optional<double> read_finite(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto number = leading_number<double>(text);
  if (!number.is_number || !number.rest.empty() || !std::isfinite(number.value)) return std::nullopt;
  return number.value;
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
