// SPDX-License-Identifier: Apache-2.0
#include "io/report/sample_map_json.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "io/report/table_json.hpp"
#include "io/text/tsv_reader.hpp"
#include "src/base/number.hpp"
#include "src/cohort/labels.hpp"

namespace lampyris::io {
namespace {

constexpr std::size_t max_classes = 40;

struct Representation {
  std::string name;
  std::size_t x_column, y_column;
  std::vector<double> x, y;
};

std::vector<Representation> find_representations(const TsvReader& table) {
  std::vector<Representation> found;
  for (const auto& column : table.columns()) {
    if (!column.ends_with("_x")) continue;
    const std::string name = column.substr(0, column.size() - 2);
    found.push_back({name, table.column(column), table.column(name + "_y"), {}, {}});
  }
  return found;
}

template <class T>
std::vector<T> thin(const std::vector<T>& values, std::size_t limit) {
  if (values.size() <= limit) return values;
  std::vector<T> kept;
  kept.reserve(limit);
  for (std::size_t i = 0; i < limit; ++i) kept.push_back(values[i * values.size() / limit]);
  return kept;
}

std::vector<std::string> columns_to_offer(const Annotation& annotation,
                                          const std::vector<std::string>& asked) {
  std::vector<std::string> names;
  for (const auto& name : asked) {
    (void)annotation.column(name);
    names.push_back(name);
  }
  if (!asked.empty()) return names;
  for (std::size_t i = 0; i < annotation.columns.size(); ++i) {
    const std::size_t classes = make_labels(annotation.values[i]).classes.size();
    if (classes >= 2 && classes <= max_classes) names.push_back(annotation.columns[i]);
  }
  return names;
}

/// The classes beyond the largest 39, when there are more than 40.
std::vector<bool> rare_classes(const Labels& labels) {
  std::vector<bool> rare(labels.classes.size(), false);
  if (rare.size() <= max_classes) return rare;
  std::vector<std::pair<std::size_t, std::size_t>> by_size(rare.size());
  for (std::size_t i = 0; i < by_size.size(); ++i) by_size[i].second = i;
  for (const std::size_t of : labels.of_sample) {
    if (of != Labels::missing) ++by_size[of].first;
  }
  std::ranges::sort(by_size, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  for (std::size_t i = max_classes - 1; i < by_size.size(); ++i) rare[by_size[i].second] = true;
  return rare;
}

nlohmann::ordered_json label_json(const CohortIndex& cohort, const std::string& name,
                                  const std::vector<std::string>& samples) {
  const Labels labels = make_labels(cohort.annotation.column(name));
  const std::vector<bool> rare = rare_classes(labels);
  std::unordered_map<std::string_view, std::size_t> row_of;
  for (std::size_t row = 0; row < cohort.samples.size(); ++row) row_of.emplace(cohort.samples[row], row);

  std::vector<std::string> values;
  values.reserve(samples.size());
  for (const auto& sample : samples) {
    const auto row = row_of.find(sample);
    const std::size_t of = row == row_of.end() ? Labels::missing : labels.of_sample[row->second];
    if (of == Labels::missing) {
      values.emplace_back();
    } else {
      values.push_back(rare[of] ? "other" : labels.classes[of]);
    }
  }
  return {{"name", name}, {"values", column_json(values)}, {"other", std::ranges::count(rare, true)}};
}

}  // namespace

nlohmann::ordered_json sample_map_json(const std::filesystem::path& path, const CohortIndex* cohort,
                                       const SampleMapOptions& options) {
  TsvReader table(path);
  const auto id = table.column("sample");
  auto representations = find_representations(table);
  std::vector<std::string> samples;
  while (table.next()) {
    samples.emplace_back(table.cells()[id]);
    for (auto& representation : representations) {
      representation.x.push_back(read_number_or_nan(table.cells()[representation.x_column]));
      representation.y.push_back(read_number_or_nan(table.cells()[representation.y_column]));
    }
  }

  const std::size_t total = samples.size();
  samples = thin(samples, options.max_samples);
  nlohmann::ordered_json coordinates = nlohmann::ordered_json::array();
  for (const auto& representation : representations) {
    coordinates.push_back({{"name", representation.name},
                           {"x", thin(representation.x, options.max_samples)},
                           {"y", thin(representation.y, options.max_samples)}});
  }
  nlohmann::ordered_json labels = nlohmann::ordered_json::array();
  if (cohort != nullptr) {
    for (const auto& name : columns_to_offer(cohort->annotation, options.colour_by)) {
      labels.push_back(label_json(*cohort, name, samples));
    }
  }
  return {{"total", total},
          {"samples", samples},
          {"representations", std::move(coordinates)},
          {"labels", std::move(labels)}};
}

}  // namespace lampyris::io
