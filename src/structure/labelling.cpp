// SPDX-License-Identifier: Apache-2.0
#include "src/structure/labelling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "src/base/error.hpp"
#include "src/base/random.hpp"
#include "src/cohort/labels.hpp"

namespace lampyris {

Labelling make_labelling(const std::string& label, const std::vector<std::string>& values) {
  const Labels all = make_labels(values);
  std::vector<std::size_t> sizes(all.classes.size());
  for (const std::size_t c : all.of_sample) {
    if (c != Labels::missing) ++sizes[c];
  }
  Labelling labelling;
  labelling.label = label;
  std::vector<std::size_t> renumbered(all.classes.size());
  for (std::size_t c = 0; c < all.classes.size(); ++c) {
    renumbered[c] = labelling.classes.size();
    if (sizes[c] < 2) {
      ++labelling.lone_classes;
      continue;
    }
    labelling.classes.push_back(all.classes[c]);
    labelling.sizes.push_back(sizes[c]);
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t c = all.of_sample[i];
    if (c == Labels::missing || sizes[c] < 2) continue;
    labelling.samples.push_back(i);
    labelling.of_sample.push_back(renumbered[c]);
  }
  return labelling;
}

Labelling make_labelling(const std::string& label, const std::vector<std::string>& values,
                         const std::vector<std::size_t>& samples) {
  std::vector<std::string> some;
  some.reserve(samples.size());
  for (const std::size_t sample : samples) some.push_back(values[sample]);
  return make_labelling(label, some);
}

std::vector<std::string> choose_labels(const Annotation& annotation, const std::vector<std::string>& wanted) {
  constexpr std::size_t most_classes = 40;
  std::vector<std::string> labels;
  for (const auto& label : wanted.empty() ? annotation.columns : wanted) {
    const auto labelling = make_labelling(label, annotation.column(label));
    const std::size_t usable = labelling.classes.size();
    if (wanted.empty()) {
      if (usable >= 2 && usable + labelling.lone_classes <= most_classes) labels.push_back(label);
    } else if (usable < 2) {
      throw UsageError(fmt::format(
          "structure.labels: \"{}\" has {} classes of at least two samples; a label needs two or more", label,
          usable));
    } else if (std::find(labels.begin(), labels.end(), label) == labels.end()) {
      labels.push_back(label);
    }
  }
  return labels;
}

ChosenSamples choose_samples(const Annotation& annotation, const std::vector<std::string>& labels,
                             std::size_t most, std::uint64_t seed) {
  std::vector<const std::vector<std::string>*> columns;
  columns.reserve(labels.size());
  for (const auto& label : labels) columns.push_back(&annotation.column(label));
  ChosenSamples chosen;
  for (std::size_t i = 0; !columns.empty() && i < columns.front()->size(); ++i) {
    const bool known =
        std::ranges::any_of(columns, [&](const auto* column) { return !(*column)[i].empty(); });
    if (known) chosen.samples.push_back(i);
  }
  chosen.labelled = chosen.samples.size();
  if (chosen.labelled > most) {
    Random(seed, Stream::subsample, 0).shuffle(std::span(chosen.samples));
    chosen.samples.resize(most);
    std::ranges::sort(chosen.samples);
  }
  return chosen;
}

}  // namespace lampyris
