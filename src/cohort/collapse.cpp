// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/collapse.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <string_view>
#include <utility>

#include "src/statistics/quantile.hpp"

namespace lampyris {
namespace {

/// The number that the kept row has most of; a row without a value never wins over one with.
double score(Collapse rule, const Moments& row) {
  if (row.count == 0) return -std::numeric_limits<double>::infinity();
  if (rule == Collapse::max_mean) return row.mean;
  return row.count > 1 ? row.squares / (row.count - 1) : 0;
}

}  // namespace

Collapse collapse_rule(const std::string& name) {
  return value_of<Collapse>(name, "collapse");
}

bool keeps_one_row(Collapse rule) {
  return rule == Collapse::max_mean || rule == Collapse::max_variance;
}

void Moments::add(double value) {
  if (std::isnan(value)) return;
  count += 1;
  const double shift = value - mean;
  mean += shift / count;
  squares += shift * (value - mean);
}

void Moments::merge(const Moments& other) {
  if (other.count == 0) return;
  const double total = count + other.count;
  const double shift = other.mean - mean;
  squares += other.squares + shift * shift * count * other.count / total;
  mean += shift * other.count / total;
  count = total;
}

Moments moments_of(std::span<const float> values) {
  Moments row;
  double sum = 0;
  for (const float value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    row.count += 1;
  }
  if (row.count == 0) return row;
  row.mean = sum / row.count;
  for (const float value : values) {
    if (!std::isnan(value)) row.squares += (value - row.mean) * (value - row.mean);
  }
  return row;
}

float combine_values(Collapse rule, std::span<float> values) {
  const auto missing = std::partition(values.begin(), values.end(), [](float v) { return !std::isnan(v); });
  const auto present = values.first(static_cast<std::size_t>(missing - values.begin()));
  if (present.empty()) return std::numeric_limits<float>::quiet_NaN();
  if (rule == Collapse::median) return static_cast<float>(median(present));
  // In ascending order: the sum then does not depend on the order of the rows.
  std::sort(present.begin(), present.end());
  const double sum = std::accumulate(present.begin(), present.end(), 0.0);
  return static_cast<float>(rule == Collapse::sum ? sum : sum / static_cast<double>(present.size()));
}

CollapsePlan plan_collapse(Collapse rule, const std::vector<std::string>& names,
                           std::span<const std::optional<std::size_t>> name_of_row,
                           std::span<const Moments> rows) {
  std::vector<std::size_t> count(names.size());
  std::vector<std::optional<std::size_t>> completing(names.size());
  for (std::size_t row = 0; row < name_of_row.size(); ++row) {
    const auto name = name_of_row[row];
    if (!name) continue;
    ++count[*name];
    auto& at = completing[*name];
    if (!at || !keeps_one_row(rule) || score(rule, rows[row]) > score(rule, rows[*at])) at = row;
  }

  std::vector<std::size_t> order(names.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return completing[a] < completing[b]; });
  CollapsePlan plan;
  std::vector<std::size_t> gene_of_name(names.size());
  for (const std::size_t name : order) {
    gene_of_name[name] = plan.genes.size();
    plan.genes.push_back(names[name]);
    plan.rows_of_gene.push_back(keeps_one_row(rule) ? 1 : count[name]);
    plan.collapsed += static_cast<std::size_t>(count[name] > 1);
  }
  plan.gene_of_row.resize(name_of_row.size());
  for (std::size_t row = 0; row < name_of_row.size(); ++row) {
    const auto name = name_of_row[row];
    if (!name || (keeps_one_row(rule) && completing[*name] != row)) continue;
    plan.gene_of_row[row] = gene_of_name[*name];
  }
  return plan;
}

}  // namespace lampyris
