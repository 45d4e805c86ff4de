// SPDX-License-Identifier: Apache-2.0
#include "io/report/interactome_summary.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "io/text/tsv_reader.hpp"
#include "src/base/number.hpp"
#include "src/statistics/quantile.hpp"

namespace lampyris::io {
namespace {

constexpr std::size_t max_points = 300;

struct Group {
  std::string layer, list, measure, null;
  std::vector<std::string> node, name;
  std::vector<double> z, value, null_mean;
  std::size_t significant = 0;
};

nlohmann::ordered_json group_json(const Group& group) {
  std::vector<double> z = group.z;
  std::ranges::sort(z);
  std::vector<double> quantiles;
  for (const double probability : {0.05, 0.25, 0.5, 0.75, 0.95})
    quantiles.push_back(quantile_of_sorted(z, probability));

  nlohmann::ordered_json points = nlohmann::ordered_json::array();
  const std::size_t kept = std::min(z.size(), max_points);
  for (std::size_t i = 0; i < kept; ++i) {
    const std::size_t node = i * z.size() / kept;
    points.push_back({group.null_mean[node], group.value[node], group.node[node], group.name[node]});
  }
  return {{"layer", group.layer},
          {"list", group.list},
          {"measure", group.measure},
          {"null", group.null},
          {"nodes", z.size()},
          {"z", quantiles},
          {"value", quantile(group.value, 0.5)},
          {"null_mean", quantile(group.null_mean, 0.5)},
          {"significant", group.significant},
          {"points", std::move(points)}};
}

std::vector<Group> read_groups(const std::filesystem::path& path) {
  TsvReader table(path);
  const auto layer = table.column("layer"), node = table.column("node"), list = table.column("list"),
             measure = table.column("measure"), null = table.column("null"), value = table.column("value"),
             null_mean = table.column("null_mean"), z = table.column("z"), q = table.column("q");
  // Files of lampyris 0.1 lack these.
  const auto name = table.find("name"), name_q = table.find("name_q"), duplicate = table.find("duplicate_of");
  std::vector<Group> groups;
  std::map<std::array<std::string, 4>, std::size_t> group_of;
  while (table.next()) {
    const auto& cells = table.cells();
    const double score = read_number_or_nan(cells[z]);
    if (!std::isfinite(score)) continue;
    const std::array key = {std::string(cells[layer]), std::string(cells[list]), std::string(cells[measure]),
                            std::string(cells[null])};
    const auto [found, added] = group_of.try_emplace(key, groups.size());
    if (added) groups.push_back({key[0], key[1], key[2], key[3], {}, {}, {}, {}, {}, 0});
    Group& group = groups[found->second];
    group.node.emplace_back(cells[node]);
    const bool named = name && name_q && read_number_or_nan(cells[*name_q]) < 0.05;
    group.name.emplace_back(named ? cells[*name] : std::string_view());
    group.z.push_back(score);
    group.value.push_back(read_number_or_nan(cells[value]));
    group.null_mean.push_back(read_number_or_nan(cells[null_mean]));
    const bool first = !duplicate || cells[*duplicate] == "NA";
    group.significant += first && read_number_or_nan(cells[q]) < 0.05 ? 1 : 0;
  }
  return groups;
}

}  // namespace

nlohmann::ordered_json interactome_summary_json(const std::filesystem::path& path) {
  nlohmann::ordered_json summary = nlohmann::ordered_json::array();
  for (const auto& group : read_groups(path)) summary.push_back(group_json(group));
  return summary;
}

}  // namespace lampyris::io
