// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/condition.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string_view>

#include "src/base/error.hpp"
#include "src/base/nearest_word.hpp"
#include "src/base/number.hpp"
#include "src/base/regular_expression.hpp"
#include "src/cohort/labels.hpp"

namespace lampyris {
namespace {

using Relation = Condition::Relation;

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

RegularExpression expression_of(const std::string& text) {
  return RegularExpression(text, RegularExpression::Letters::of_any_case);
}

struct Operator {
  std::string_view sign;
  Relation relation;
};

Operator operator_of(const std::string& part, std::size_t at) {
  const bool negated = part[at] == '!';
  if (part[at] == '<') return {"<", Relation::below};
  if (part[at] == '>') return {">", Relation::above};
  const char sign = part[at + (negated ? 1 : 0)];
  if (sign == '~') return negated ? Operator{"!~", Relation::lacks} : Operator{"~", Relation::contains};
  return negated ? Operator{"!=", Relation::is_not} : Operator{"=", Relation::is};
}

// Where the first operator of a term begins.
std::size_t find_operator(const std::string& part) {
  const auto at = part.find_first_of("=~<>");
  return at != std::string::npos && at > 0 && part[at] != '<' && part[at] != '>' && part[at - 1] == '!'
             ? at - 1
             : at;
}

void check_value(const Condition::Term& term, const std::string& part, const std::string& where) {
  if (term.relation == Relation::contains || term.relation == Relation::lacks) {
    try {
      (void)expression_of(term.values.front());
    } catch (const std::invalid_argument& error) {
      throw UsageError(fmt::format("{}: \"{}\": no regular expression: {}", where, part, error.what()));
    }
  } else if (term.relation == Relation::below || term.relation == Relation::above) {
    if (!std::isnan(read_number_or_nan(term.values.front()))) return;
    throw UsageError(fmt::format("{}: \"{}\": must be a number after < or >", where, part));
  }
}

Condition::Term parse_term(const std::string& part, const std::string& where) {
  const auto fail = [&] {
    return UsageError(fmt::format(
        "{}: \"{}\" cannot be read; write \"column=value,value; column=value\" (or != ~ !~ < > for =)", where,
        part));
  };
  const auto at = find_operator(part);
  if (at == std::string::npos) throw fail();
  const auto [sign, relation] = operator_of(part, at);
  const std::string rest = part.substr(at + sign.size());
  const bool list = relation == Relation::is || relation == Relation::is_not;
  Condition::Term term{trimmed(std::string_view(part).substr(0, at)), relation,
                       list ? split(rest, ',') : std::vector<std::string>{trimmed(rest)}};
  const bool blank = std::ranges::any_of(term.values, [](const auto& value) { return value.empty(); });
  if (term.column.empty() || blank) throw fail();
  check_value(term, part, where);
  return term;
}

const std::vector<std::string>& column_of(const Annotation& annotation, const std::string& name,
                                          const std::string& where) {
  const auto at = annotation.find(name);
  if (at) return annotation.values[*at];
  if (annotation.columns.empty()) {
    throw UsageError(fmt::format("{}: no column \"{}\": the samples have no annotation", where, name));
  }
  throw UsageError(fmt::format("{}: no column \"{}\" in the annotation; the nearest is \"{}\"", where, name,
                               nearest_word(name, annotation.columns)));
}

void check_known(const Condition::Term& term, const std::vector<std::string>& values,
                 const std::string& where) {
  for (const auto& value : term.values) {
    if (std::ranges::find(values, value) != values.end()) continue;
    throw UsageError(fmt::format("{}: no sample has {} = \"{}\"; the nearest value is \"{}\"", where,
                                 term.column, value, nearest_word(value, make_labels(values).classes)));
  }
}

using Test = std::function<bool(const std::string&)>;

Test test_of(const Condition::Term& term) {
  switch (term.relation) {
    case Relation::is:
    case Relation::is_not:
      return [&, yes = term.relation == Relation::is](const std::string& value) {
        return (std::ranges::find(term.values, value) != term.values.end()) == yes;
      };
    case Relation::contains:
    case Relation::lacks:
      return [expression = expression_of(term.values.front()), yes = term.relation == Relation::contains](
                 const std::string& value) { return expression.is_in(value) == yes; };
    case Relation::below:
      return [limit = read_number_or_nan(term.values.front())](const std::string& value) {
        return read_number_or_nan(value) < limit;
      };
    case Relation::above:
      return [limit = read_number_or_nan(term.values.front())](const std::string& value) {
        return read_number_or_nan(value) > limit;
      };
  }
  throw std::logic_error("a relation that Condition does not know");
}

}  // namespace

Condition Condition::parse(const std::string& text, const std::string& where) {
  Condition condition;
  for (const auto& part : split(text, ';')) condition.terms.push_back(parse_term(part, where));
  return condition;
}

std::vector<bool> Condition::holds(const Annotation& annotation, const std::string& where) const {
  std::vector<bool> result;
  for (const auto& term : terms) {
    const auto& values = column_of(annotation, term.column, where);
    if (term.relation == Relation::is || term.relation == Relation::is_not) check_known(term, values, where);
    const Test holds = test_of(term);
    result.resize(values.size(), true);
    for (std::size_t i = 0; i < values.size(); ++i) result[i] = result[i] && holds(values[i]);
  }
  return result;
}

}  // namespace lampyris
