// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "io/expression/sample_source.hpp"
#include "io/import/import.hpp"
#include "mpi/communicator.hpp"

// Which reader an input gets; a part of import_cohort and of inspect_input.
namespace lampyris::io {

/// Collective. Opens the input by open_matrix, with the request's format, layer and gene field; null for a
/// text, whose rows may be genes or samples. Throws as open_matrix, and UsageError for a gene field that the
/// input has not; the same on every rank.
[[nodiscard]] std::unique_ptr<SampleSource> open_input(const ImportRequest& request,
                                                       const std::filesystem::path& input,
                                                       const mpi::Communicator& ranks);

}  // namespace lampyris::io
