// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/toml_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>
#include <vector>

#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

constexpr std::string_view blanks = " \t\r\n";

bool is_beyond_ascii(char letter) {
  return static_cast<unsigned char>(letter) >= 0x80;
}

UsageError no_toml(const std::string& place, std::size_t line, std::string_view why) {
  return UsageError(fmt::format("{}, line {}: not TOML: {}", place, line, why));
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

// toml++ 3.3 takes for granted that the name of a section begins like a name.
bool names_a_section(std::string_view line) {
  auto at = line.find_first_not_of(blanks);
  if (at == std::string_view::npos || line[at] != '[') return true;
  at = line.find_first_not_of(blanks, at + 1);
  if (at != std::string_view::npos && line[at] == '[') at = line.find_first_not_of(blanks, at + 1);
  return at != std::string_view::npos &&
         (std::isalnum(static_cast<unsigned char>(line[at])) != 0 ||
          std::string_view("-_\"']").find(line[at]) != std::string_view::npos);
}

// Whether what follows is joined to a line that ends in a backslash.
bool is_joined(std::string_view before) {
  const auto last = before.find_last_not_of(blanks);
  return last != std::string_view::npos && before[last] == '\\' &&
         before.find('\n', last) != std::string_view::npos;
}

// What toml++ 3.3 makes of letters beyond ASCII is undefined outside quotes and comments. With a sign in
// their place that TOML has no use for elsewhere, it finds those that stand there.
void check_letters(const std::string& text, const std::string& place) {
  std::string plain = text;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_beyond_ascii(text[i])) continue;
    plain[i] = '?';
    if (is_joined(std::string_view(text).substr(0, i))) {
      throw no_toml(place,
                    1 + static_cast<std::size_t>(
                            std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(i), '\n')),
                    "letters beyond ASCII must not begin a line that a backslash joins");
    }
  }
  try {
    (void)toml::parse(plain);
  } catch (const toml::parse_error& error) {
    const auto at = error.source().begin;
    const auto line = lines_of(text).at(at.line - 1);
    const bool letters = at.column <= line.size() && is_beyond_ascii(line[at.column - 1]);
    throw no_toml(place, at.line,
                  letters ? "letters beyond ASCII must stand in quotes" : error.description());
  }
}

}  // namespace

toml::table parse_toml(std::string text, const std::string& place) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (text.starts_with(mark)) text.erase(0, mark.size());
  const auto lines = lines_of(text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!names_a_section(lines[i])) {
      throw no_toml(place, i + 1, "the name of a section must begin with a letter");
    }
  }
  if (std::ranges::any_of(text, is_beyond_ascii)) check_letters(text, place);
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    throw no_toml(place, error.source().begin.line, error.description());
  }
}

}  // namespace lampyris::jobs
