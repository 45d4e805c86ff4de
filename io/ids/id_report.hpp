// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "io/ids/gene_names.hpp"
#include "mpi/communicator.hpp"
#include "src/cohort/collapse.hpp"

namespace lampyris::io {

/// An id of a file that is not simply the one id of its gene.
struct UnresolvedId {
  std::string id, gene;
  bool ambiguous;      ///< the map has several genes for it; `gene` is the first
  const char* status;  ///< unmapped; of several ids of one gene kept, left_out or combined; else only
};

/// Lists the unresolved ids in the order of the file.
[[nodiscard]] std::vector<UnresolvedId> unresolved_ids(const GeneNames& genes, const CollapsePlan& plan,
                                                       Collapse rule);

struct UnresolvedInput {
  std::filesystem::path input;
  std::vector<UnresolvedId> ids;
};

/// Collective. Writes a table of input (name of the file), id, gene, ambiguous (yes or no), status; only a
/// header when every id is a gene of its own.
void write_id_report(const std::filesystem::path& path, const std::vector<UnresolvedInput>& inputs,
                     const mpi::Communicator& ranks);

/// The first line of the report, by which one is known.
[[nodiscard]] std::string id_report_header();

}  // namespace lampyris::io
