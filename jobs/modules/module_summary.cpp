// SPDX-License-Identifier: Apache-2.0
#include "jobs/modules/module_summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace lampyris::jobs {
namespace {

std::string classifiers(const ContrastResult& result) {
  std::vector<std::string> parts;
  for (const auto& layer : result.layers) {
    parts.push_back(fmt::format("layer {} {:.2f} ({:.2f}-{:.2f})", layer.layer, layer.auroc.value,
                                layer.auroc.low, layer.auroc.high));
  }
  const auto& contrast = result.contrast;
  return fmt::format("{}: {} cases, {} controls; AUROC {}", contrast.name, contrast.cases,
                     contrast.controls(), fmt::join(parts, ", "));
}

std::string own_set(const ContrastResult& result, std::size_t set) {
  std::vector<std::string> parts;
  for (const auto& layer : result.layers) {
    const auto& test = layer.modules.enrichments[static_cast<std::size_t>(Side::positive)][set];
    parts.push_back(
        fmt::format("layer {} p {:.2g}, by permutation {:.2g}", layer.layer, test.p, test.p_permutation));
  }
  return fmt::format("{}: {} in the positive list: {}", result.contrast.name, result.disease,
                     fmt::join(parts, "; "));
}

/// Names of the sets with q < 0.05 in any list, smallest q first, each once.
std::vector<std::string> significant_sets(const ContrastResult& result, const LayerResult& layer) {
  constexpr double level = 0.05;
  std::vector<std::pair<double, std::size_t>> found;
  for (std::size_t set = 0; set < result.sets.size(); ++set) {
    double best = 1;
    for (const auto& list : layer.modules.enrichments) best = std::min(best, list[set].q);
    if (best < level) found.emplace_back(best, set);
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> names;
  names.reserve(found.size());
  for (const auto& [q, set] : found) names.push_back(fmt::format("{} ({:.2g})", result.sets.name(set), q));
  return names;
}

}  // namespace

std::vector<std::string> summarise(const ContrastResult& result) {
  constexpr std::size_t shown = 5;
  std::vector<std::string> lines{classifiers(result)};
  if (const auto set = result.sets.find(result.disease)) lines.push_back(own_set(result, *set));
  for (const auto& layer : result.layers) {
    auto names = significant_sets(result, layer);
    if (names.empty()) continue;
    const std::size_t more = names.size() - std::min(shown, names.size());
    names.resize(std::min(shown, names.size()));
    lines.push_back(fmt::format("{}: layer {}, q < 0.05: {}{}", result.contrast.name, layer.layer,
                                fmt::join(names, ", "), more > 0 ? fmt::format(" and {} more", more) : ""));
  }
  if (lines.size() == 1 + (result.sets.find(result.disease) ? 1U : 0U)) {
    lines.push_back(fmt::format("{}: no gene set has q < 0.05", result.contrast.name));
  }
  return lines;
}

}  // namespace lampyris::jobs
