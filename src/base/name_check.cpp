// SPDX-License-Identifier: Apache-2.0
#include "src/base/name_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "src/base/error.hpp"

namespace lampyris {
namespace {

bool is_control(char letter) {
  const auto code = static_cast<unsigned char>(letter);
  return code < 0x20 || code == 0x7f;
}

// For a line of an error: control characters as numbers, and not more than fits.
std::string shown(std::string_view name) {
  constexpr std::size_t most = 60;
  std::string text;
  for (const char letter : name.substr(0, most)) {
    text += is_control(letter) ? fmt::format("\\x{:02x}", static_cast<unsigned char>(letter))
                               : std::string(1, letter);
  }
  return name.size() > most ? text + "…" : text;
}

}  // namespace

bool is_formula(std::string_view text) {
  if (text.empty()) return false;
  if (text[0] == '=' || text[0] == '@') return true;
  return (text[0] == '+' || text[0] == '-') && text.find_first_of("(|!") != std::string_view::npos;
}

void require_plain_names(std::span<const std::string> names, std::string_view what, std::string_view where) {
  for (const auto& name : names) {
    std::string fault;
    if (name.size() > longest_name) {
      fault = fmt::format("is {} bytes long; must be at most {}", name.size(), longest_name);
    } else if (std::ranges::any_of(name, is_control)) {
      fault = "has a control character; must be printable text in one line";
    } else if (is_formula(name)) {
      fault = "is a formula to a spreadsheet; rename it";
    }
    if (!fault.empty()) throw DataError(fmt::format("{}: {} \"{}\" {}", where, what, shown(name), fault));
  }
}

}  // namespace lampyris
