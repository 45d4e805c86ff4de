// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "io/cohort/cohort_file.hpp"
#include "mpi/communicator.hpp"
#include "src/linalg/matrix.hpp"
#include "src/structure/codes.hpp"

namespace lampyris::io {

/// One array of obsm: my share of the samples × its dimension.
struct LatentArray {
  std::string name;
  MatrixView<const float> mine;
};

/// Collective. Writes codes as AnnData reads them, see write_anndata_frames: obsm has one array a
/// representation; there is no X. `cohort` is the same on every rank; each rank writes its share of the
/// samples (RankWorld::share). Atomic. The same values on any number of ranks.
void write_latent(const std::filesystem::path& path, const CohortIndex& cohort,
                  const std::vector<LatentArray>& arrays, const mpi::Communicator& ranks);

/// Components of codes that write_codes keeps at most.
inline constexpr std::size_t most_latent_components = 50;

/// Collective. Writes my share of the codes as write_latent does: X_layer1, …, and X_pca with
/// most_latent_components at most.
void write_codes(const std::filesystem::path& path, const CohortIndex& cohort, const Codes& mine,
                 const mpi::Communicator& ranks);

}  // namespace lampyris::io
