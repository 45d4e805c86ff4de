// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "src/linalg/matrix.hpp"
#include "src/manifold/manifold_model.hpp"

namespace lampyris {

/// Gives samples_of(from + step) − samples_of(from) for each step of the nodes' activations: steps × nodes →
/// steps × genes, in double. Batch-invariant.
[[nodiscard]] Matrix<double> sample_differences(const ManifoldModel& model, std::span<const double> from,
                                                MatrixView<const double> steps);

}  // namespace lampyris
