#include "src/modules/condition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "src/base/error.hpp"
#include "src/base/nearest.hpp"
#include "src/cohort/labels.hpp"

namespace lampyris {
namespace {

std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::size_t first = 0;
  while (true) {
    const auto end = text.find(separator, first);
    parts.push_back(trimmed(std::string_view(text).substr(first, end - first)));
    if (end == std::string::npos) return parts;
    first = end + 1;
  }
}

const std::vector<std::string>& column_of(const Annotation& annotation, const std::string& name,
                                          const std::string& where) {
  const auto at = annotation.find(name);
  if (at) return annotation.values[*at];
  throw UsageError(fmt::format("{}: no column \"{}\" in the annotation; the nearest is \"{}\"", where, name,
                               nearest_word(name, annotation.columns)));
}

}  // namespace

Condition Condition::parse(const std::string& text, const std::string& where) {
  Condition condition;
  const auto fail = [&](const std::string& part) {
    return UsageError(
        fmt::format("{}: \"{}\" cannot be read; write \"column=value,value; column=value\"", where, part));
  };
  for (const auto& part : split(text, ';')) {
    const auto equals = part.find('=');
    if (equals == std::string::npos) throw fail(part);
    Term term{trimmed(std::string_view(part).substr(0, equals)), split(part.substr(equals + 1), ',')};
    const bool blank = std::any_of(term.values.begin(), term.values.end(),
                                   [](const std::string& value) { return value.empty(); });
    if (term.column.empty() || blank) throw fail(part);
    condition.terms.push_back(std::move(term));
  }
  return condition;
}

std::vector<bool> Condition::holds(const Annotation& annotation, const std::string& where) const {
  std::vector<bool> result;
  for (const auto& term : terms) {
    const auto& values = column_of(annotation, term.column, where);
    for (const auto& value : term.values) {
      if (std::find(values.begin(), values.end(), value) != values.end()) continue;
      throw UsageError(fmt::format("{}: no sample has {} = \"{}\"; the nearest value is \"{}\"", where,
                                   term.column, value, nearest_word(value, make_labels(values).classes)));
    }
    result.resize(values.size(), true);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::find(term.values.begin(), term.values.end(), values[i]) == term.values.end())
        result[i] = false;
    }
  }
  return result;
}

}  // namespace lampyris
