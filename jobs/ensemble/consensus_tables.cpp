// SPDX-License-Identifier: Apache-2.0
#include "jobs/ensemble/consensus_tables.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "jobs/ensemble/member_numbers.hpp"
#include "src/statistics/selection_stability.hpp"

namespace lampyris::jobs {
namespace {

SelectionStability stability_of(const ConsensusProgram& program, std::size_t genes) {
  std::vector<std::vector<std::size_t>> selections;
  for (const auto& node : program.nodes) selections.emplace_back(node.top.begin(), node.top.end());
  return selection_stability(selections, genes);
}

double mean_closeness(const ConsensusProgram& program) {
  double sum = 0;
  for (const auto& node : program.nodes) sum += std::abs(node.cosine);
  return sum / static_cast<double>(program.nodes.size());
}

// "1:17 2:-4": node 17 of the first member, node 4 of the second, lit the other way round.
std::string list_nodes(const ConsensusProgram& program, const std::vector<std::size_t>& members) {
  std::vector<std::string> nodes;
  for (const auto& node : program.nodes)
    nodes.push_back(
        fmt::format("{}:{}{}", members[node.member] + 1, node.cosine < 0 ? "-" : "", node.node + 1));
  return fmt::format("{}", fmt::join(nodes, " "));
}

struct GeneFrequency {
  std::size_t gene = 0;
  double frequency = 0;  // of the program's nodes
};

std::vector<GeneFrequency> frequencies(const ConsensusProgram& program) {
  std::map<std::size_t, std::size_t> counts;
  for (const auto& node : program.nodes) {
    for (const auto gene : node.top) ++counts[gene];
  }
  std::vector<GeneFrequency> genes;
  for (const auto& [gene, count] : counts)
    genes.push_back({gene, static_cast<double>(count) / static_cast<double>(program.nodes.size())});
  std::stable_sort(genes.begin(), genes.end(), [&](const GeneFrequency& a, const GeneFrequency& b) {
    return std::pair(a.frequency, std::abs(program.signature[a.gene])) >
           std::pair(b.frequency, std::abs(program.signature[b.gene]));
  });
  return genes;
}

}  // namespace

std::vector<std::string> consensus_columns() {
  return {"layer",         "program",        "members", "frequency", "cosine", "stability",
          "stability_low", "stability_high", "nodes",   "name",      "name_q"};
}

io::TableRows consensus_rows(std::span<const LayerConsensus> layers, std::size_t genes) {
  io::TableRows rows;
  for (const auto& layer : layers) {
    for (std::size_t p = 0; p < layer.programs.size(); ++p) {
      const auto& program = layer.programs[p];
      const auto stability = stability_of(program, genes);
      rows.add(layer.layer, p + 1, program.nodes.size(),
               static_cast<double>(program.nodes.size()) / static_cast<double>(layer.nodes.size()),
               mean_closeness(program), stability.index, stability.low, stability.high,
               list_nodes(program, layer.members), layer.name(p), layer.name_q(p));
    }
  }
  return rows;
}

std::vector<std::string> consensus_gene_columns() {
  return {"layer", "program", "rank", "gene", "score", "frequency", "name", "name_q"};
}

io::TableRows consensus_gene_rows(std::span<const LayerConsensus> layers,
                                  const std::vector<std::string>& genes) {
  io::TableRows rows;
  for (const auto& layer : layers) {
    for (std::size_t p = 0; p < layer.programs.size(); ++p) {
      std::size_t rank = 0;
      for (const auto& [gene, frequency] : frequencies(layer.programs[p]))
        rows.add(layer.layer, p + 1, ++rank, genes[gene], layer.programs[p].signature[gene], frequency,
                 layer.name(p), layer.name_q(p));
    }
  }
  return rows;
}

std::string consensus_sets(std::span<const LayerConsensus> layers, const std::vector<std::string>& genes) {
  std::string text;
  for (const auto& layer : layers) {
    for (std::size_t p = 0; p < layer.programs.size(); ++p) {
      text += fmt::format("layer{}_program{}\tin {} of {} members", layer.layer, p + 1,
                          layer.programs[p].nodes.size(), layer.nodes.size());
      if (layer.name(p) != "NA") {
        text += fmt::format("; {} (q {})", layer.name(p), io::format_number(layer.name_q(p)));
      }
      for (const auto& [gene, frequency] : frequencies(layer.programs[p])) {
        if (frequency >= 0.5) text += "\t" + genes[gene];
      }
      text += "\n";
    }
  }
  return text;
}

std::vector<std::string> stability_columns() {
  return {"what",    "layer",     "members",       "nodes",         "programs",
          "jaccard", "stability", "stability_low", "stability_high"};
}

void add_layer_stability(io::TableRows& rows, std::span<const LayerConsensus> layers, std::size_t genes) {
  for (const auto& layer : layers) {
    std::vector<double> nodes(layer.nodes.begin(), layer.nodes.end());
    std::vector<double> index, low, high;
    for (const auto& program : layer.programs) {
      const auto stability = stability_of(program, genes);
      index.push_back(stability.index);
      low.push_back(stability.low);
      high.push_back(stability.high);
    }
    rows.add("nodes", layer.layer, layer.nodes.size(), median_of(nodes), layer.programs.size(),
             median_jaccard(layer.programs), median_of(index), median_of(low), median_of(high));
  }
}

}  // namespace lampyris::jobs
