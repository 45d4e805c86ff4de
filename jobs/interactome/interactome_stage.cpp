// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "io/run/attribution_file.hpp"
#include "io/text/table_writer.hpp"
#include "jobs/interactome/network_input.hpp"
#include "jobs/interactome/network_tables.hpp"
#include "jobs/program/stages.hpp"
#include "mpi/node_memory.hpp"
#include "src/attribution/network_tests.hpp"
#include "src/attribution/network_trend.hpp"
#include "src/base/error.hpp"
#include "src/interactome/pair_distances.hpp"

namespace lampyris::jobs {
namespace {

NodeNumbers nodes_of(const io::AttributionFile& file) {
  std::vector<std::size_t> widths;
  for (std::size_t layer = 1; layer <= file.layers(); ++layer) widths.push_back(file.nodes(layer));
  return NodeNumbers(widths);
}

std::vector<GeneList> named_lists(const std::vector<std::size_t>& asked,
                                  const std::vector<std::size_t>& sizes) {
  std::vector<GeneList> lists;
  for (std::size_t i = 0; i < asked.size(); ++i) lists.push_back({fmt::format("top{}", asked[i]), sizes[i]});
  return lists;
}

// Every rank keeps the distances of all pairs: the square of the genes.
void require_memory(const Context& context, const Network& network) {
  const double available = mpi::available_memory(context.ranks.node());
  const double needed = PairDistances::least_bytes(network.genes());
  if (available == 0 || context.ranks.all(needed <= available)) return;
  throw UsageError(
      fmt::format("interactome: the distances between {} genes take at least {:.1f} GB on each rank, more "
                  "than a rank may use here: run "
                  "fewer ranks on a node, or name the genes to import by cohort.genes",
                  network.genes(), needed / 1e9));
}

}  // namespace

void interactome_stage(const Context& context) {
  const auto& settings = context.settings.interactome;
  if (settings.edges.empty()) {
    context.say("interactome: skipped: no interactome.edges");
    return;
  }
  const io::AttributionFile file(context.in_run("attribution.h5"), context.ranks);
  const Network network = read_network(context, file.genes());
  require_memory(context, network);
  const auto sizes = list_sizes(context, network);
  const NodeNumbers nodes = nodes_of(file);

  const mpi::RankWorld world(context.ranks);
  const PairDistances distances(network, world);
  const Slice mine = world.share(nodes.total());
  const auto progress = context.progress("interactome", mine.count);
  const auto scores_of_node = [&](std::size_t layer, std::size_t node) {
    const auto scores = file.read(layer, {node, 1});
    return std::vector<float>(scores.values().begin(), scores.values().end());
  };
  const auto tests = test_nodes(
      network, distances, nodes, scores_of_node,
      {.seed = context.settings.run.seed, .top = sizes, .null_sets = settings.null_sets}, world, *progress);

  const auto lists = named_lists(settings.top, sizes);
  io::write_table(context.in_run("interactome.tsv"), network_columns(),
                  network_rows(tests, nodes, lists, mine), context.ranks);
  const auto trends = network_trends(tests, nodes);
  io::write_table(context.in_run("interactome_trend.tsv"), trend_columns(),
                  context.ranks.rank() == 0 ? trend_rows(trends, lists) : io::TableRows(), context.ranks);
}

}  // namespace lampyris::jobs
