// SPDX-License-Identifier: Apache-2.0
#include "src/projection/cohort_projection.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "src/base/error.hpp"

namespace lampyris {

MeasuredStatistics measure_genes(const World& world, std::size_t samples, std::size_t genes,
                                 const CohortReader& read) {
  MeasuredStatistics measured{{}, std::vector<double>(genes)};
  std::vector<std::size_t> all(samples);
  std::iota(all.begin(), all.end(), std::size_t{0});
  measured.statistics = gene_statistics(world, all, genes, [&](Slice rows, Slice columns) {
    auto block = read(rows, columns);
    for (std::size_t i = 0; i < block.rows(); ++i) {
      for (std::size_t c = 0; c < block.columns(); ++c) {
        if (!std::isnan(block(i, c))) measured.has_value[columns.offset + c] = 1;
      }
    }
    return block;
  });
  world.maximum(measured.has_value);
  return measured;
}

CohortProjection::CohortProjection(const Model& model, std::span<const std::string> genes,
                                   const MeasuredStatistics& cohort, const ProjectionRules& rules)
    : model_(model), within_(rules.standardise == Standardise::within) {
  std::unordered_map<std::string, std::size_t> places;
  for (std::size_t c = 0; c < genes.size(); ++c) {
    if (cohort.has_value[c] > 0) places.emplace(genes[c], c);
  }
  for (std::size_t g = 0; g < model.genes.size(); ++g) {
    const auto at = places.find(model.genes[g]);
    columns_.push_back(at == places.end() ? absent : at->second);
    if (at == places.end()) continue;
    measured_.push_back(g);
  }
  require_genes(rules);
  if (!within_) return;
  mean_.resize(columns_.size());
  slope_.resize(columns_.size());
  for (const std::size_t g : measured_) {
    const double sd = cohort.statistics.sd[columns_[g]];
    mean_[g] = cohort.statistics.mean[columns_[g]];
    slope_[g] = sd > 0 ? model.training.sd[g] / sd : 0.0;
  }
}

double CohortProjection::missing() const {
  return 1.0 - static_cast<double>(measured_.size()) /
                   static_cast<double>(std::max<std::size_t>(1, columns_.size()));
}

void CohortProjection::require_genes(const ProjectionRules& rules) const {
  if (!measured_.empty() && missing() <= rules.max_missing) return;
  std::vector<std::string> examples;
  for (std::size_t g = 0; g < columns_.size() && examples.size() < 3; ++g) {
    if (columns_[g] == absent) examples.push_back(model_.genes[g]);
  }
  throw DataError(
      fmt::format("{}: {:.1f} % of the model's {} genes are missing (such as {}); {} allows {:.1f} %: does "
                  "the cohort need a map of ids?",
                  rules.what, 100 * missing(), model_.genes.size(), fmt::join(examples, ", "),
                  rules.allowed_by, 100 * rules.max_missing));
}

std::size_t CohortProjection::apply(MatrixView<const float> values, MatrixView<float> scaled) const {
  for (std::size_t i = 0; i < values.rows(); ++i) {
    for (std::size_t g = 0; g < columns_.size(); ++g) {
      // The scaling turns NaN into the training mean.
      const float value =
          columns_[g] == absent ? std::numeric_limits<float>::quiet_NaN() : values(i, columns_[g]);
      scaled(i, g) = within_ && !std::isnan(value)
                         ? static_cast<float>(model_.training.mean[g] + slope_[g] * (value - mean_[g]))
                         : value;
    }
  }
  return model_.scaling.apply(scaled);
}

Projection project_cohort(const Model& model, const CohortValues& cohort,
                          std::span<const std::size_t> samples, const ProjectionRules& rules) {
  const auto& values = cohort.values;
  const auto read = [&](Slice rows, Slice columns) {
    Matrix<float> block(rows.count, columns.count);
    for (std::size_t i = 0; i < rows.count; ++i) {
      std::copy_n(values.row(rows.offset + i).data() + columns.offset, columns.count, block.row(i).data());
    }
    return block;
  };
  const auto measured = measure_genes(SingleWorld(), values.rows(), values.columns(), read);
  const CohortProjection project(model, cohort.genes, measured, rules);
  Projection projection{Matrix<float>(samples.size(), model.genes.size()), project.measured(),
                        project.missing(), 0};
  for (std::size_t i = 0; i < samples.size(); ++i) {
    projection.clamped +=
        project.apply(values.middle_rows(samples[i], 1), projection.scaled.view().middle_rows(i, 1));
  }
  return projection;
}

Projection scale_samples(const Model& model, Matrix<float> values) {
  Projection projection{std::move(values), std::vector<std::size_t>(model.genes.size()), 0, 0};
  std::iota(projection.measured.begin(), projection.measured.end(), 0U);
  projection.clamped = model.scaling.apply(projection.scaled.view());
  return projection;
}

}  // namespace lampyris
