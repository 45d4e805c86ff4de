// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "src/base/error.hpp"
#include "src/base/regular_expression.hpp"

namespace lampyris {

Labels make_labels(const std::vector<std::string>& values) {
  Labels labels;
  labels.classes = values;
  std::sort(labels.classes.begin(), labels.classes.end());
  labels.classes.erase(std::unique(labels.classes.begin(), labels.classes.end()), labels.classes.end());
  std::erase(labels.classes, std::string());
  labels.of_sample.reserve(values.size());
  for (const auto& value : values) {
    const auto at = std::lower_bound(labels.classes.begin(), labels.classes.end(), value);
    labels.of_sample.push_back(value.empty() ? Labels::missing
                                             : static_cast<std::size_t>(at - labels.classes.begin()));
  }
  return labels;
}

Labels make_groups(const Annotation& annotation, const std::string& key, std::size_t samples) {
  std::vector<std::string> groups(samples);
  if (!key.empty()) {
    const auto tilde = key.find('~');
    groups = annotation.column(key.substr(0, tilde));
    if (tilde != std::string::npos) {
      try {
        const RegularExpression pattern(key.substr(tilde + 1));
        for (auto& group : groups) group = pattern.capture(group);
      } catch (const std::invalid_argument&) {
        throw UsageError(fmt::format("group \"{}\": what follows ~ is not a regular expression", key));
      }
    }
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    // \x01 cannot stand in a text table, so the name of a lone sample meets no real group.
    if (groups[i].empty()) groups[i] = fmt::format("\x01{:012}", i);
  }
  return make_labels(groups);
}

}  // namespace lampyris
