// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "src/autoencoder/output_fit.hpp"
#include "src/autoencoder/parameter_layout.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Principal components of the scaled training samples, whole on every rank.
struct PrincipalAxes {
  MatrixView<const float> components;  ///< count × genes, unit rows, by falling variance
  std::span<const double> variances;   ///< falling; of every component at least
  std::span<const double> mean;        ///< one a gene, in scaled units
};

/// Throws UsageError that names model.init and what does not go with it: model.tied, whose decoder cannot be
/// set freely, or a model.output without a fit.
void require_pca_start(const Architecture& architecture);

/// Sets `parameters`, laid out as `layout`, so that the untrained network reconstructs as PCA does. `fit`
/// covers the genes of the layout. Returns k, how many components the network carries: as many as the
/// narrowest layer has nodes, at most those given, and none whose variance is below 1e-9 of the first; with k
/// = 0 the parameters are those of initialise.
///
/// The formulae are ours. Node j < k of every layer carries component j: with the activation's operating
/// point β, f0 = f(β), d = f′(β), a chosen so that f is straight within a few a around β, and α_j = a / √λ_j,
///   first layer   w_j = α_j V_j, bias β − w_j · mean: the pre-activation is β + a · (score in its sd);
///   layers above  weight 1 / d from node j alone, bias β − f0 / d: the same pre-activation again;
///   output        weight slope_g V_jg / (α_j d), bias level_g − f0 Σ_j weight_gj.
/// A layer's other nodes are spare: nothing leaves them at first, and R ~ N(0, 1/k) of the scores, in their
/// sd, enters them, so that training finds them different from each other:
///   first layer   w_e = Σ_j R_ej V_j / √λ_j, bias −w_e · mean + N(0, ¼);
///   layers above  weight R_ej / (a d) from the nodes j < k, bias −f0 Σ_j weight_ej + N(0, ¼).
/// Every value is a function of the arguments but `layout`, and of its own index. Throws as
/// require_pca_start.
std::size_t start_at_pca(const ParameterLayout& layout, const PrincipalAxes& axes, const OutputFit& fit,
                         std::uint64_t seed, std::span<float> parameters);

}  // namespace lampyris
