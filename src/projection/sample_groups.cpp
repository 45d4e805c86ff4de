// SPDX-License-Identifier: Apache-2.0
#include "src/projection/sample_groups.hpp"

#include <fmt/format.h>

#include "src/base/error.hpp"
#include "src/cohort/labels.hpp"

namespace lampyris {

SampleGroups make_sample_groups(const Annotation& annotation, const std::vector<std::string>& columns,
                                std::size_t samples) {
  constexpr std::size_t most = 200;  // each holds sums of every gene
  SampleGroups groups{{"all"}, {""}, {samples}, std::vector<std::vector<std::size_t>>(samples, {0})};
  for (const auto& column : columns) {
    const auto labels = make_labels(annotation.column(column));
    if (labels.classes.empty()) {
      throw UsageError(fmt::format("group column \"{}\": no sample has a value in it", column));
    }
    const std::size_t first = groups.names.size();
    if (first - 1 + labels.classes.size() > most) {
      throw UsageError(
          fmt::format("group column \"{}\": {} classes; all columns together may have {}: choose "
                      "a coarser one",
                      column, labels.classes.size(), most));
    }
    for (const auto& name : labels.classes) groups.names.push_back(fmt::format("{}={}", column, name));
    groups.columns.resize(groups.names.size(), column);
    groups.sizes.resize(groups.names.size());
    for (std::size_t i = 0; i < samples; ++i) {
      if (labels.of_sample[i] == Labels::missing) continue;
      groups.of_sample[i].push_back(first + labels.of_sample[i]);
      ++groups.sizes[first + labels.of_sample[i]];
    }
  }
  return groups;
}

}  // namespace lampyris
