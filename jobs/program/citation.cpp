// SPDX-License-Identifier: Apache-2.0
#include "jobs/program/citation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

namespace lampyris::jobs {
namespace {

struct CitedWork {
  std::string kind = "misc";
  std::vector<std::string> authors;
  std::vector<std::pair<std::string, std::string>> fields;
};

// Keys of CITATION.cff, and what BibTeX calls them.
constexpr std::pair<std::string_view, std::string_view> bibtex_names[] = {
    {"title", "title"}, {"journal", "journal"}, {"volume", "volume"}, {"start", "pages"},
    {"year", "year"},   {"doi", "doi"},         {"url", "url"}};

std::string_view trimmed(std::string_view text, std::string_view away) {
  const auto first = text.find_first_not_of(away);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(away) - first + 1);
}

void add(CitedWork& work, std::string_view key, std::string_view value) {
  if (key == "type") {
    work.kind = value == "article" ? "article" : "misc";
  } else if (key == "name") {
    work.authors.push_back(fmt::format("{{{}}}", value));  // braces: not a person with a first name
  } else if (key == "family-names") {
    work.authors.emplace_back(value);
  } else if (key == "given-names" && !work.authors.empty()) {
    work.authors.back() += fmt::format(", {}", value);
  }
  for (const auto& [cff, name] : bibtex_names) {
    if (key == cff) work.fields.emplace_back(name, value);
  }
}

// The software first, then its references, each of which begins with "  - ".
std::vector<CitedWork> read_works(std::string_view cff) {
  std::vector<CitedWork> works(1);
  bool references = false;
  while (!cff.empty()) {
    const auto whole = cff.substr(0, cff.find('\n'));
    cff.remove_prefix(std::min(cff.size(), whole.size() + 1));
    const auto line = trimmed(whole, " -\r");
    const auto colon = line.find(':');
    if (line.starts_with('#') || colon == std::string_view::npos) continue;
    const auto key = line.substr(0, colon);
    references = references || key == "references";
    if (references && whole.starts_with("  - ")) works.emplace_back();
    add(works.back(), key, trimmed(line.substr(colon + 1), " \"'"));
  }
  return works;
}

// "dwivedi2020": the first author's family name and the year.
std::string label_of(const CitedWork& work) {
  std::string label;
  for (const char c : work.authors.empty() ? std::string("work") : work.authors.front()) {
    if (c == ',' || c == ' ') break;
    if (std::isalpha(static_cast<unsigned char>(c)) != 0)
      label += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  for (const auto& [name, value] : work.fields) {
    if (name == "year") label += value;
  }
  return label;
}

std::string entry(const CitedWork& work) {
  std::string text =
      fmt::format("@{}{{{},\n  author = {{{}}}", work.kind, label_of(work), fmt::join(work.authors, " and "));
  for (const auto& [name, value] : work.fields) text += fmt::format(",\n  {} = {{{}}}", name, value);
  return text + "\n}\n";
}

}  // namespace

std::string bibtex(std::string_view cff, std::string_view version) {
  auto works = read_works(cff);
  works.front().fields.emplace_back("note", fmt::format("version {}", version));
  std::string text;
  for (const auto& work : works) text += (text.empty() ? "" : "\n") + entry(work);
  return text;
}

}  // namespace lampyris::jobs
