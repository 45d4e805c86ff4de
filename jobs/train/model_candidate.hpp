// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "jobs/program/context.hpp"
#include "jobs/settings/choices.hpp"

namespace lampyris::jobs {

/// How good a model is that might be taken: global R² over all genes of the validation samples, or, of a
/// manifold that was chosen by cross-validation, of the folds.
struct Candidate {
  ModelKind kind = ModelKind::manifold;
  std::size_t code = 0;  ///< numbers that a sample becomes
  double pca = 0;        ///< of as many principal components, fitted to the same samples
  double encoded = 0;    ///< of one pass of the encoder
  double refined = 0;    ///< of refined codes; by it models are compared
};

/// Collective. Writes candidates.tsv, with `taken` as the one that is the run's model.
void write_candidates(const Context& context, const std::vector<Candidate>& candidates, std::size_t taken);

}  // namespace lampyris::jobs
