// SPDX-License-Identifier: Apache-2.0
#include "src/modules/contrast_projection.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "src/base/error.hpp"

namespace lampyris {
namespace {

constexpr std::size_t absent = static_cast<std::size_t>(-1);

/// For each gene of the model its column in the cohort, or absent.
std::vector<std::size_t> match_genes(const Model& model, const CohortValues& cohort) {
  std::unordered_map<std::string, std::size_t> columns;
  for (std::size_t c = 0; c < cohort.genes.size(); ++c) {
    bool has_value = false;
    for (std::size_t i = 0; i < cohort.values.rows() && !has_value; ++i) {
      has_value = !std::isnan(cohort.values(i, c));
    }
    if (has_value) columns.emplace(cohort.genes[c], c);
  }
  std::vector<std::size_t> matched;
  matched.reserve(model.genes.size());
  for (const auto& gene : model.genes) {
    const auto at = columns.find(gene);
    matched.push_back(at == columns.end() ? absent : at->second);
  }
  return matched;
}

void check_missing(const Model& model, const std::vector<std::size_t>& columns, const Projection& projection,
                   const ProjectionRules& rules) {
  if (!projection.measured.empty() && projection.missing <= rules.max_missing) return;
  std::vector<std::string> examples;
  for (std::size_t g = 0; g < columns.size() && examples.size() < 3; ++g) {
    if (columns[g] == absent) examples.push_back(model.genes[g]);
  }
  throw DataError(
      fmt::format("{}: {:.1f} % of the model's {} genes are missing (such as {}); modules.max_missing allows "
                  "{:.1f} %: does the cohort need a map of ids?",
                  rules.what, 100 * projection.missing, model.genes.size(), fmt::join(examples, ", "),
                  100 * rules.max_missing));
}

struct Moments {
  double mean = 0;
  double sd = 0;  ///< n − 1; 0 for fewer than two values
};

Moments moments_of(MatrixView<const float> values, std::size_t column) {
  double sum = 0;
  double count = 0;
  for (std::size_t i = 0; i < values.rows(); ++i) {
    if (std::isnan(values(i, column))) continue;
    sum += values(i, column);
    ++count;
  }
  const double mean = sum / count;
  double squares = 0;
  for (std::size_t i = 0; i < values.rows(); ++i) {
    if (!std::isnan(values(i, column))) squares += std::pow(values(i, column) - mean, 2);
  }
  return {mean, count > 1 ? std::sqrt(squares / (count - 1)) : 0.0};
}

/// Fills column `gene` of `out`, in the units of the training cohort.
void standardise_gene(const Model& model, const CohortValues& cohort, std::span<const std::size_t> samples,
                      std::size_t gene, std::size_t column, Matrix<float>& out) {
  const auto here = moments_of(cohort.values, column);
  const double mean = model.training.mean[gene];
  const double slope = here.sd > 0 ? model.training.sd[gene] / here.sd : 0.0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const float value = cohort.values(samples[i], column);
    out(i, gene) = static_cast<float>(std::isnan(value) ? mean : mean + slope * (value - here.mean));
  }
}

}  // namespace

Projection project_cohort(const Model& model, const CohortValues& cohort,
                          std::span<const std::size_t> samples, const ProjectionRules& rules) {
  const auto columns = match_genes(model, cohort);
  Projection projection{Matrix<float>(samples.size(), model.genes.size()), {}, 0, 0};
  for (std::size_t g = 0; g < columns.size(); ++g) {
    if (columns[g] != absent) projection.measured.push_back(g);
  }
  projection.missing = 1.0 - static_cast<double>(projection.measured.size()) /
                                 static_cast<double>(std::max<std::size_t>(1, columns.size()));
  check_missing(model, columns, projection, rules);
  auto& scaled = projection.scaled;
  for (std::size_t g = 0; g < columns.size(); ++g) {
    if (columns[g] != absent && rules.standardise == Standardise::within) {
      standardise_gene(model, cohort, samples, g, columns[g], scaled);
      continue;
    }
    // The scaling turns NaN into the training mean.
    for (std::size_t i = 0; i < samples.size(); ++i) {
      scaled(i, g) = columns[g] == absent ? std::numeric_limits<float>::quiet_NaN()
                                          : cohort.values(samples[i], columns[g]);
    }
  }
  projection.clamped = model.scaling.apply(scaled.view());
  return projection;
}

Projection scale_samples(const Model& model, Matrix<float> values) {
  Projection projection{std::move(values), std::vector<std::size_t>(model.genes.size()), 0, 0};
  std::iota(projection.measured.begin(), projection.measured.end(), 0U);
  projection.clamped = model.scaling.apply(projection.scaled.view());
  return projection;
}

}  // namespace lampyris
