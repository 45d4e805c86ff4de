// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "src/autoencoder/architecture.hpp"
#include "src/base/slice.hpp"
#include "src/base/world.hpp"
#include "src/linalg/numbers.hpp"

namespace lampyris {

/// How the output layer makes a gene x̂ from its linear reconstruction x′:
/// x̂ = output(level + slope · (x′ − mean)).
struct OutputFit {
  Slice genes;                ///< whose fit this is
  std::vector<double> level;  ///< one a gene of `genes`: what enters the activation at the mean
  std::vector<double> slope;  ///< one a gene of `genes`: how it grows with the linear reconstruction
};

/// Training samples, in scaled units, of some of the genes.
struct GeneSamples {
  Numbers values;                ///< my samples × `genes`; may have no rows
  Slice genes;                   ///< which genes of the cohort the columns are
  std::span<const double> mean;  ///< one a gene of `genes`, over all training samples
};

/// Throws UsageError that names model.init and model.output for an activation that has no fit: there is one
/// for linear and sigmoid.
void require_output_fit(Activation output);

/// Collective over the ranks with these genes and other samples, whose `World` is given; alone a SingleWorld.
/// linear: level = mean, slope = 1, and nothing is read or summed. sigmoid: least squares of
/// x ≈ σ(level + slope · (x − mean)) for each gene, by ten steps of Gauss–Newton from the straight line
/// through logit(x), x kept in [0.05, 0.95]; |level| ≤ 7, slope 0 for a gene that does not vary. All values
/// are finite. The formulae are ours. Sums in double: only their last bits depend on how the samples are
/// distributed. Throws as require_output_fit.
[[nodiscard]] OutputFit fit_output(Activation output, const GeneSamples& samples, const World& ranks);

}  // namespace lampyris
