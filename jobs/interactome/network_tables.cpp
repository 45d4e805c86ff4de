// SPDX-License-Identifier: Apache-2.0
#include "jobs/interactome/network_tables.hpp"

namespace lampyris::jobs {
namespace {

void add_node(io::TableRows& rows, const NetworkTests& tests, const std::vector<GeneList>& lists,
              const NodeNumbers& nodes, const LayerNodes& node, const NodeNotes& notes) {
  const std::string name = notes.name(node.first_unit);
  for (std::size_t list = 0; list < lists.size(); ++list) {
    for (std::size_t measure = 0; measure < measure_names.size(); ++measure) {
      for (std::size_t null = 0; null < null_names.size(); ++null) {
        const NetworkTest& test = tests.tests[tests.at(node.first_unit, list, measure, null)];
        rows.add(node.layer, node.nodes.offset + 1, lists[list].name, lists[list].genes,
                 measure_names[measure], test.value, null_names[null], test.null_mean, test.null_sd, test.z,
                 test.p, test.q, name, notes.name_q(node.first_unit),
                 notes.duplicate_of(node.first_unit, nodes));
      }
    }
  }
}

}  // namespace

std::vector<std::string> network_columns() {
  return {"layer", "node", "list",      "genes_in_network", "measure",
          "value", "null", "null_mean", "null_sd",          "z",
          "p",     "q",    "name",      "name_q",           "duplicate_of"};
}

io::TableRows network_rows(const NetworkTests& tests, const NodeNumbers& nodes,
                           const std::vector<GeneList>& lists, Slice units, const NodeNotes& notes) {
  io::TableRows rows;
  for (std::size_t unit = units.offset; unit < units.end(); ++unit) {
    if (notes.classes.is_constant(unit)) continue;
    add_node(rows, tests, lists, nodes, nodes.layers_of({unit, 1}).front(), notes);
  }
  return rows;
}

std::vector<std::string> trend_columns() {
  return {"list", "measure", "null", "layer", "nodes", "median_z", "trend_z", "trend_p", "trend_p_fall"};
}

io::TableRows trend_rows(const std::vector<NetworkTrend>& trends, const std::vector<GeneList>& lists) {
  io::TableRows rows;
  for (const NetworkTrend& trend : trends) {
    for (std::size_t l = 0; l < trend.median_z.size(); ++l) {
      rows.add(lists[trend.list].name, measure_names[trend.measure], null_names[trend.null], l + 1,
               trend.nodes[l], trend.median_z[l], trend.trend.z, trend.trend.p, trend.trend.p_fall);
    }
  }
  return rows;
}

}  // namespace lampyris::jobs
