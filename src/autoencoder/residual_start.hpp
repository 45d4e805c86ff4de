// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "src/autoencoder/output_fit.hpp"
#include "src/autoencoder/parameter_layout.hpp"
#include "src/autoencoder/pca_start.hpp"

namespace lampyris {

/// Says what a residual network is made of beside its activation.
struct ResidualShape {
  std::vector<std::size_t> widths;  ///< bent nodes of the encoder's hidden layers, from the genes on
  std::size_t code = 0;             ///< numbers that a sample becomes
};

/// Gives `plain` the layers of a residual network: the encoder's, the code, and the encoder's from the other
/// end. Linear nodes, as many as the code has numbers, are added to each. Throws UsageError that names the
/// setting: no width, a code of 0, tied weights, or an output that is not linear, with which the start would
/// not be PCA.
[[nodiscard]] Architecture residual_architecture(Architecture plain, const ResidualShape& shape);

/// Sets `parameters`, laid out as `layout`, so that the untrained network is PCA of its code's size. With V
/// the components, unit rows, and s the sd of their scores,
///   encoder  c = V (x − mean) + f(x), f of layers of bent nodes
///   decoder  x̂ = mean + Vᵀ c + g(c), the same
/// the last weights of f and g are 0. What enters their first bent nodes are random mixtures R ~ N(0, 1/k) of
/// the scores in their sd (first layer: Σ_j R_ej V_j / s_j; after the code: R_ej / s_j), the layers between
/// begin as in initialise. Every value is a function of the arguments but `layout`, and of its own index.
/// Throws DataError that names model.code where fewer components vary than the code has numbers.
void start_residual(const ParameterLayout& layout, const PrincipalAxes& axes, std::uint64_t seed,
                    std::span<float> parameters);

}  // namespace lampyris
