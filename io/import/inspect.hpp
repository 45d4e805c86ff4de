// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "io/import/import.hpp"
#include "mpi/communicator.hpp"
#include "src/base/progress.hpp"
#include "src/cohort/gene_id.hpp"
#include "src/cohort/value_profile.hpp"

namespace lampyris::io {

/// Describes an input of import.
struct Inspection {
  std::string format;  ///< for people
  bool table = false;  ///< no matrix but a table of samples; only `samples` and `labels` are known
  std::size_t samples = 0, genes = 0;
  std::size_t samples_read = 0;                              ///< whose values the profile is of
  std::vector<std::string> repeated_samples;                 ///< ids that stand more than once
  std::size_t repeated_genes = 0;                            ///< rows or columns beyond the first of their id
  GeneIds ids;                                               ///< what the ids of genes look like
  std::vector<std::pair<std::string, GeneIds>> gene_fields;  ///< what else names the genes
  ValueProfile profile;
  std::vector<double> totals;                               ///< of each sample read, ascending
  std::vector<std::pair<std::string, std::size_t>> labels;  ///< columns of samples, how many classes each
};

/// Collective. Describes an input, the same on every rank. Reads a text matrix once; of a file of whole
/// samples that has more than `most_samples`, evenly spread blocks of so many. Of `request` the inputs'
/// format and layer count. Throws as import_cohort, but not for repeated ids, genes without a value, and
/// infinite values of files of whole samples, which it tells.
[[nodiscard]] Inspection inspect_input(const ImportRequest& request, const std::filesystem::path& input,
                                       std::size_t most_samples, const mpi::Communicator& ranks,
                                       Progress& progress);

/// Returns how much inspect_input tells its Progress for all inputs of the request.
[[nodiscard]] std::size_t inspect_units(const ImportRequest& request);

}  // namespace lampyris::io
