// SPDX-License-Identifier: Apache-2.0
#include "io/ids/id_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>

#include "io/text/table_writer.hpp"

namespace lampyris::io {
namespace {

const std::vector<std::string> columns{"input", "id", "gene", "ambiguous", "status"};

}  // namespace

std::vector<UnresolvedId> unresolved_ids(const GeneNames& genes, const CollapsePlan& plan, Collapse rule) {
  const auto& gene_of = genes.of_id();
  std::vector<std::size_t> ids_of(genes.names().size());
  for (const auto& gene : gene_of) {
    if (gene) ++ids_of[*gene];
  }
  std::vector<UnresolvedId> unresolved;
  for (std::size_t i = 0; i < gene_of.size(); ++i) {
    const bool ambiguous = std::ranges::binary_search(genes.ambiguous_ids(), i);
    const auto gene = gene_of[i];
    if (!gene) {
      unresolved.push_back({genes.ids()[i], {}, ambiguous, "unmapped"});
    } else if (ids_of[*gene] > 1 || ambiguous) {
      const char* status = ids_of[*gene] == 1     ? "only"
                           : !keeps_one_row(rule) ? "combined"
                           : !plan.gene_of_row[i] ? "left_out"
                                                  : "kept";
      unresolved.push_back({genes.ids()[i], genes.names()[*gene], ambiguous, status});
    }
  }
  return unresolved;
}

void write_id_report(const std::filesystem::path& path, const std::vector<UnresolvedInput>& inputs,
                     const mpi::Communicator& ranks) {
  TableRows rows;
  if (ranks.rank() == 0) {
    for (const auto& [input, ids] : inputs) {
      for (const auto& id : ids) {
        rows.add(input.filename().string(), id.id, id.gene, id.ambiguous ? "yes" : "no", id.status);
      }
    }
  }
  write_table(path, columns, rows, ranks);
}

std::string id_report_header() {
  return fmt::format("{}", fmt::join(columns, "\t"));
}

}  // namespace lampyris::io
