// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mpi/communicator.hpp"
#include "src/base/progress.hpp"
#include "src/pca/leading_directions.hpp"
#include "src/pca/pca.hpp"
#include "src/pca/pca_method.hpp"
#include "src/pca/sample_shard.hpp"

namespace lampyris::mpi {

/// Collective. Fits `options.count` principal components by a method that choose_pca_method has chosen:
/// fit_pca or fit_leading_pca, which say what they need and throw. `progress` is told of the latter's passes.
[[nodiscard]] Pca fit_components(const SampleShard& shard, PcaMethod method, const LeadingOptions& options,
                                 const Communicator& ranks, Progress& progress);

}  // namespace lampyris::mpi
