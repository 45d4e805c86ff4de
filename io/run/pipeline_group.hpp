// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "io/hdf5/file.hpp"
#include "mpi/communicator.hpp"
#include "src/preprocessing/pipeline.hpp"

namespace lampyris::io {

/// Collective; the same on every rank. The group /preprocessing: attribute steps, their texts in order;
/// gene_ids, what they begin with; <n>/numbers/<m> and <n>/texts/<m>, what step n has learnt, with the
/// attribute names of the group saying what each m is.
void write_pipeline(h5::File& file, const Pipeline& pipeline);

/// Collective. A file of its own, with that group alone. Atomic.
void write_pipeline_file(const std::filesystem::path& path, const Pipeline& pipeline,
                         const mpi::Communicator& ranks);
/// Collective. What write_pipeline_file wrote. Throws DataError as read_pipeline.
[[nodiscard]] Pipeline read_pipeline_file(const std::filesystem::path& path, const mpi::Communicator& ranks);

/// An empty one where the file has no such group. Throws DataError for steps that this program does not know
/// and for parts that are missing.
[[nodiscard]] Pipeline read_pipeline(const h5::File& file);

}  // namespace lampyris::io
