// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <span>

#include "io/import/task.hpp"

namespace lampyris::io {

/// One input on its way: the cohort that it became alone.
struct CohortPart {
  std::filesystem::path input, cohort;
  Imported imported;
};

/// Collective. Writes one cohort of the samples of all parts, in their order, as the request wants it: with
/// its annotation (null: what the inputs say themselves), its selection and its rule for genes. With several
/// parts the column "batch" (or "input", where there is a batch already) has the name of each sample's file.
/// Throws DataError: a sample that two parts have, no common gene, no sample left, a gene that no selected
/// sample has a value of.
ImportSummary merge_cohorts(const ImportRequest& request, std::span<const CohortPart> parts,
                            const AnnotationTable* annotation, const std::filesystem::path& out,
                            const mpi::Communicator& ranks, ReadProgress& progress);

}  // namespace lampyris::io
