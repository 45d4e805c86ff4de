// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "src/autoencoder/model.hpp"
#include "src/base/named_values.hpp"
#include "src/base/world.hpp"
#include "src/cohort/gene_statistics.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// "within": each gene is brought to mean 0 and standard deviation 1 over all samples of its cohort, whatever
/// their labels, and from there to the training mean and standard deviation. A cohort of another platform
/// needs it, and what it costs is any shift that the whole cohort has. "none": values as they are, in the
/// training cohort's units.
enum class Standardise { within, none };

template <>
struct Words<Standardise> {
  static constexpr NamedValue<Standardise> values[] = {{"within", Standardise::within},
                                                       {"none", Standardise::none}};
};

/// The moments of a cohort's genes, whose ids stand beside it.
struct MeasuredStatistics {
  GeneStatistics statistics;      ///< over all its samples, in its units
  std::vector<double> has_value;  ///< 1 where any sample has a value of the gene, else 0
};

/// Collective. Measures all genes over all `samples` of a cohort, as gene_statistics.
[[nodiscard]] MeasuredStatistics measure_genes(const World& world, std::size_t samples, std::size_t genes,
                                               const CohortReader& read);

/// How another cohort is brought to the model's inputs.
struct ProjectionRules {
  Standardise standardise = Standardise::within;  ///< by its own moments or not at all
  double max_missing = 0.6;  ///< fraction of the model's genes that may be missing; 1 allows everything
  std::string what;          ///< names the cohort in errors
  std::string allowed_by = "modules.max_missing";  ///< names max_missing in errors
};

/// How samples of another cohort become inputs of a model, genes matched by id. A gene that is absent, or
/// without any value, or constant under "within", takes the training mean everywhere; a single missing value
/// does so too. Sample by sample, in double: the same on every rank. Refers to the model.
class CohortProjection {
 public:
  /// `genes` are the ids of the cohort's columns. Throws DataError when more genes of the model are missing
  /// than the rules allow, and always when all are.
  CohortProjection(const Model& model, std::span<const std::string> genes, const MeasuredStatistics& cohort,
                   const ProjectionRules& rules);

  /// The genes of the model that the cohort has, ascending.
  [[nodiscard]] const std::vector<std::size_t>& measured() const { return measured_; }
  /// The number of the model's genes.
  [[nodiscard]] std::size_t genes() const { return columns_.size(); }
  /// The fraction of the model's genes that it has not.
  [[nodiscard]] double missing() const;
  /// n × genes of the cohort, NaN = missing → n × genes of the model, scaled. Returns how many values of
  /// measured genes the scaling had to clamp.
  std::size_t apply(MatrixView<const float> values, MatrixView<float> scaled) const;

 private:
  static constexpr std::size_t absent = std::numeric_limits<std::size_t>::max();
  void require_genes(const ProjectionRules& rules) const;

  const Model& model_;
  bool within_;
  std::vector<std::size_t> columns_;  // of each gene of the model, or absent
  std::vector<std::size_t> measured_;
  std::vector<double> mean_, slope_;  // of each gene of the model, under "within"
};

/// Another cohort, whole: the ids of its genes and samples × genes, NaN = missing.
struct CohortValues {
  std::span<const std::string> genes;  ///< ids, one a column
  MatrixView<const float> values;      ///< samples × genes
};

/// Samples as inputs of the autoencoder.
struct Projection {
  Matrix<float> scaled;               ///< samples × genes of the model
  std::vector<std::size_t> measured;  ///< genes of the model that the cohort has, ascending
  double missing = 0;                 ///< fraction of the model's genes that it has not
  std::size_t clamped = 0;            ///< values of measured genes that the scaling had to clamp
};

/// The `samples` of a cohort by a CohortProjection of it. Throws as that.
[[nodiscard]] Projection project_cohort(const Model& model, const CohortValues& cohort,
                                        std::span<const std::size_t> samples, const ProjectionRules& rules);

/// Samples of the training cohort, values in its units, genes in the model's order: scaled, and nothing else.
[[nodiscard]] Projection scale_samples(const Model& model, Matrix<float> values);

}  // namespace lampyris
