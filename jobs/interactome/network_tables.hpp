// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "io/text/table_writer.hpp"
#include "src/attribution/network_tests.hpp"
#include "src/attribution/network_trend.hpp"
#include "src/attribution/node_notes.hpp"

namespace lampyris::jobs {

/// A list of genes of every node: its name in the tables and how many genes it has.
struct GeneList {
  std::string name;
  std::size_t genes = 0;
};

/// Columns and rows of interactome.tsv; constant nodes have none.
[[nodiscard]] std::vector<std::string> network_columns();
[[nodiscard]] io::TableRows network_rows(const NetworkTests& tests, const NodeNumbers& nodes,
                                         const std::vector<GeneList>& lists, Slice units,
                                         const NodeNotes& notes);

/// Columns and rows of interactome_trend.tsv: a row for each list, measure, null and layer. The trend is that
/// over all layers, the same in each row of a list, measure and null; p two-sided, p_fall for values that
/// fall with depth.
[[nodiscard]] std::vector<std::string> trend_columns();
[[nodiscard]] io::TableRows trend_rows(const std::vector<NetworkTrend>& trends,
                                       const std::vector<GeneList>& lists);

}  // namespace lampyris::jobs
