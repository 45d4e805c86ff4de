// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "io/cohort/cohort_file.hpp"
#include "mpi/communicator.hpp"
#include "src/base/progress.hpp"

namespace lampyris::io {

/// Collective. A cohort as AnnData reads it, see write_anndata_frames: X is its expression, float32, NaN =
/// missing. With `codes`, the latent.h5ad of a run on the same samples (empty: none), obsm has its arrays.
/// Tells `progress` of every sample. Atomic. Throws DataError: codes of other samples, a full disk.
void write_cohort_h5ad(const std::filesystem::path& path, const CohortFile& cohort,
                       const std::filesystem::path& codes, const mpi::Communicator& ranks,
                       Progress& progress);

}  // namespace lampyris::io
