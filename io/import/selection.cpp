// SPDX-License-Identifier: Apache-2.0
#include "io/import/selection.hpp"

#include <fmt/format.h>

#include "src/base/error.hpp"
#include "src/base/regular_expression.hpp"

namespace lampyris::io {
namespace {

constexpr const char* where = "select";

}  // namespace

Condition parse_selection(const std::string& select) {
  static const RegularExpression bulk("(^|;)\\s*bulk\\s*(?=;|$)");
  return Condition::parse(bulk.replace(select, "$1singlecellprobability<0.5"), where);
}

std::vector<std::size_t> selected_samples(const std::string& select, const std::vector<std::string>& samples,
                                          const Annotation& own, const AnnotationTable* table,
                                          const std::string& input) {
  Annotation known;
  if (table != nullptr) known = match_annotation(*table, samples).annotation;
  for (std::size_t c = 0; c < own.columns.size(); ++c) {
    if (known.find(own.columns[c])) continue;
    known.columns.push_back(own.columns[c]);
    known.values.push_back(own.values[c]);
  }
  const auto holds = parse_selection(select).holds(known, where);
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < holds.size(); ++i) {
    if (holds[i]) chosen.push_back(i);
  }
  if (chosen.empty()) {
    throw DataError(
        fmt::format("{}: none of its {} samples is selected by \"{}\"", input, samples.size(), select));
  }
  return chosen;
}

}  // namespace lampyris::io
