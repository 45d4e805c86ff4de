// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "src/autoencoder/model.hpp"
#include "src/base/named_values.hpp"
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

/// Another cohort, whole: the ids of its genes and samples × genes, NaN = missing.
struct CohortValues {
  std::span<const std::string> genes;  ///< ids, one a column
  MatrixView<const float> values;      ///< samples × genes
};

/// How another cohort is brought to the model's inputs.
struct ProjectionRules {
  Standardise standardise = Standardise::within;  ///< by its own moments or not at all
  double max_missing = 0.6;  ///< fraction of the model's genes that may be missing; 1 allows everything
  std::string what;          ///< names the cohort in errors
};

/// Samples as inputs of the autoencoder.
struct Projection {
  Matrix<float> scaled;               ///< samples × genes of the model
  std::vector<std::size_t> measured;  ///< genes of the model that the cohort has, ascending
  double missing = 0;                 ///< fraction of the model's genes that it has not
  std::size_t clamped = 0;            ///< values of measured genes that the scaling had to clamp
};

/// The `samples` of a cohort, genes matched by id. A gene that is absent, or without any value, or constant
/// under "within", takes the training mean everywhere; a single missing value does so too. Each gene by
/// itself, in double: the same on every rank. Throws DataError when more genes are missing than the rules
/// allow, and always when all are.
[[nodiscard]] Projection project_cohort(const Model& model, const CohortValues& cohort,
                                        std::span<const std::size_t> samples, const ProjectionRules& rules);

/// Samples of the training cohort, values in its units, genes in the model's order: scaled, and nothing else.
[[nodiscard]] Projection scale_samples(const Model& model, Matrix<float> values);

}  // namespace lampyris
