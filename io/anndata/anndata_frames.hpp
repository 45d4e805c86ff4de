// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "io/cohort/cohort_file.hpp"
#include "io/hdf5/file.hpp"

namespace lampyris::io {

/// Collective. The attributes by which anndata knows what it reads.
void encode(h5::File& file, const std::string& path, const std::string& type, const std::string& version);

/// Collective. All of an AnnData file (encoding 0.1.0) but its matrices: obs carries the samples and their
/// annotation, var the genes; obsm, layers and the other groups are there, without anything in them. A text
/// column becomes a categorical, where a missing value has no category, unless each sample has a value of its
/// own. `cohort` is the same on every rank.
void write_anndata_frames(h5::File& file, const CohortIndex& cohort);

}  // namespace lampyris::io
