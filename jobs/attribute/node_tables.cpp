// SPDX-License-Identifier: Apache-2.0
#include "jobs/attribute/node_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "io/text/number_text.hpp"

namespace lampyris::jobs {
namespace {

std::string what_it_is(const NodeFindings& findings, std::size_t unit, std::size_t genes) {
  auto text = fmt::format("{}, top {} by |score|", findings.ranked_by, genes);
  const auto& notes = findings.notes;
  if (unit < notes.names.size() && !notes.names[unit].empty()) {
    text += fmt::format("; {} (q {})", notes.names[unit], io::format_number(notes.name_q(unit)));
  }
  return text;
}

std::string number_or_none(const NodeName& name, std::size_t number) {
  return name.set == NodeName::none ? "NA" : std::to_string(number);
}

}  // namespace

std::vector<std::string> top_gene_columns() {
  return {"layer", "node", "rank", "gene", "score", "name", "name_q"};
}

io::TableRows top_gene_rows(const NodeFindings& findings, const std::vector<std::string>& genes,
                            Slice units) {
  io::TableRows rows;
  for (std::size_t unit = units.offset; unit < units.end(); ++unit) {
    if (findings.notes.classes.is_constant(unit)) continue;
    const LayerNodes node = findings.nodes.layers_of({unit, 1}).front();
    const auto top = findings.lists.genes(unit);
    const auto scores = findings.lists.scores(unit);
    const std::string name = findings.notes.name(unit);
    for (std::size_t rank = 0; rank < top.size(); ++rank) {
      rows.add(node.layer, node.nodes.offset + 1, rank + 1, genes[top[rank]], scores[rank], name,
               findings.notes.name_q(unit));
    }
  }
  return rows;
}

std::string signature_lines(const NodeFindings& findings, const std::vector<std::string>& genes,
                            Slice units) {
  std::string lines;
  for (std::size_t unit = units.offset; unit < units.end(); ++unit) {
    if (findings.notes.classes.is_constant(unit)) continue;
    const auto top = findings.lists.genes(unit);
    lines += findings.nodes.word_of_node(unit) + '\t' + what_it_is(findings, unit, top.size());
    for (const std::uint32_t gene : top) {
      lines += '\t';
      lines += genes[gene];
    }
    lines += '\n';
  }
  return lines;
}

std::vector<std::string> node_columns() {
  return {"layer",
          "node",
          "minimum",
          "q01",
          "q25",
          "median",
          "q75",
          "q99",
          "maximum",
          "largest_score",
          "constant",
          "reason",
          "duplicate_of",
          "name",
          "name_q",
          "name_p",
          "name_overlap",
          "name_set_size",
          "name_signature",
          "name_background"};
}

io::TableRows node_rows(const NodeFindings& findings, std::size_t background, Slice units) {
  io::TableRows rows;
  for (std::size_t unit = units.offset; unit < units.end(); ++unit) {
    const LayerNodes node = findings.nodes.layers_of({unit, 1}).front();
    NodeActivity activity;
    activity.quantiles.fill(std::numeric_limits<double>::quiet_NaN());
    if (!findings.activities.empty()) activity = findings.activities[unit];
    const auto& q = activity.quantiles;
    const NodeName& name = findings.names[unit];
    rows.add(node.layer, node.nodes.offset + 1, q[0], q[1], q[2], q[3], q[4], q[5], q[6],
             findings.largest[unit], findings.constancy[unit] == Constancy::none ? "no" : "yes",
             word_of(findings.constancy[unit]), findings.notes.duplicate_of(unit, findings.nodes),
             findings.notes.name(unit), name.q, name.p, number_or_none(name, name.overlap),
             number_or_none(name, findings.set_sizes[unit]), number_or_none(name, findings.compared),
             number_or_none(name, background));
  }
  return rows;
}

std::vector<std::string> layer_lines(const NodeFindings& findings) {
  std::vector<std::string> lines;
  const auto& nodes = findings.nodes;
  for (const LayerNodes& layer : nodes.layers_of({0, nodes.total()})) {
    std::size_t still = 0, faint = 0, repeated = 0;
    for (std::size_t unit = layer.first_unit; unit < layer.first_unit + layer.nodes.count; ++unit) {
      still += findings.constancy[unit] == Constancy::range ? 1 : 0;
      faint += findings.constancy[unit] == Constancy::score ? 1 : 0;
      repeated += findings.notes.duplicate_of(unit, nodes) != "NA" ? 1 : 0;
    }
    if (still + faint + repeated == 0) continue;
    lines.push_back(fmt::format(
        "attribute: layer {}: {} of {} nodes are constant ({} hardly move, {} hardly move a gene) and in no "
        "list or test; {} of the others share more than half of their genes with an earlier node, and are "
        "not "
        "counted again (nodes.tsv)",
        layer.layer, still + faint, layer.nodes.count, still, faint, repeated));
  }
  return lines;
}

}  // namespace lampyris::jobs
