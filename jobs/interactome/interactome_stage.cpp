// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "io/run/attribution_file.hpp"
#include "io/text/table_writer.hpp"
#include "jobs/interactome/network_input.hpp"
#include "jobs/interactome/network_tables.hpp"
#include "jobs/program/stages.hpp"
#include "jobs/settings/memory_limit.hpp"
#include "mpi/node_memory.hpp"
#include "src/attribution/network_tests.hpp"
#include "src/attribution/network_trend.hpp"
#include "src/interactome/held_pairs.hpp"
#include "src/interactome/searched_pairs.hpp"

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

// Distances between all genes take the square of their number; where that is too much they are searched
// for some nodes at a time, which takes longer.
struct Pairs {
  std::unique_ptr<PairDistances> held;
  std::unique_ptr<PairCounter> counter;
};

// Collective.
Pairs pairs_of(const Context& context, const Network& network) {
  constexpr double bytes_if_not_known = 4e9;
  const double available = mpi::available_memory(context.ranks.node());
  const double mine =
      memory_limit(context.settings.compute.memory_per_rank, available > 0 ? available : bytes_if_not_known);
  const double limit = context.ranks.minimum(available > 0 ? std::min(available, mine) : mine);
  const double needed = PairDistances::usual_bytes(network.genes());
  if (needed <= 0.8 * limit) {
    auto distances = std::make_unique<PairDistances>(network, mpi::RankWorld(context.ranks));
    if (distances->is_complete()) {
      auto counter = std::make_unique<HeldPairs>(*distances);
      return {std::move(distances), std::move(counter)};
    }
    context.say(
        "interactome: genes are more than 255 steps apart: distances are searched for some nodes at a time");
    return {nullptr, std::make_unique<SearchedPairs>(network, limit / 2)};
  }
  context.say(fmt::format(
      "interactome: the distances between {} genes would take about {:.1f} GB on each rank, which "
      "may use {:.1f} GB: they are searched for some nodes at a time",
      network.genes(), needed / 1e9, limit / 1e9));
  return {nullptr, std::make_unique<SearchedPairs>(network, limit / 2)};
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
  const auto sizes = list_sizes(context, network);
  const NodeNumbers nodes = nodes_of(file);

  const mpi::RankWorld world(context.ranks);
  const Pairs pairs = pairs_of(context, network);
  const Slice mine = world.share(nodes.total());
  const auto progress = context.progress("interactome", mine.count);
  const auto scores_of_node = [&](std::size_t layer, std::size_t node) {
    const auto scores = file.read_ranked(layer, {node, 1});
    return std::vector<float>(scores.values().begin(), scores.values().end());
  };
  const auto kept = context.kept_units();
  const auto tests = test_nodes(network, *pairs.counter, nodes, scores_of_node,
                                {.seed = context.settings.run.seed,
                                 .top = sizes,
                                 .null_sets = settings.null_sets,
                                 .classes = file.notes().classes},
                                world, *progress, *kept);

  const auto lists = named_lists(settings.top, sizes);
  io::write_table(context.in_run("interactome.tsv"), network_columns(),
                  network_rows(tests, nodes, lists, mine, file.notes()), context.ranks);
  const auto trends = network_trends(tests, nodes, file.notes().classes);
  io::write_table(context.in_run("interactome_trend.tsv"), trend_columns(),
                  context.ranks.rank() == 0 ? trend_rows(trends, lists) : io::TableRows(), context.ranks);
}

}  // namespace lampyris::jobs
