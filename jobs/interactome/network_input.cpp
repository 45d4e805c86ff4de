// SPDX-License-Identifier: Apache-2.0
#include "jobs/interactome/network_input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "io/networks/network_file.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

constexpr std::size_t fewest_genes = 10;

}  // namespace

Network read_network(const Context& context, const std::vector<std::string>& genes) {
  const auto& settings = context.settings.interactome;
  std::optional<io::IdMap> names;
  if (!settings.aliases.empty()) names = io::read_id_map(settings.aliases);
  const auto file = io::read_network_file(settings.edges, settings.score, names ? &*names : nullptr);
  context.say(fmt::format("interactome: {}: {}", settings.edges.filename().string(), file.describe()));
  Network network(file.edges, genes);
  if (network.genes() < fewest_genes) {
    throw DataError(fmt::format(
        "{}: {} edges hold {} of {} measured genes, at least {} are needed; both must use the same kind of "
        "id: edges have {} and {}, the cohort has {}{}",
        settings.edges.string(), file.edges.size(), network.genes(), genes.size(), fewest_genes,
        file.edges.front().first, file.edges.front().second, genes.empty() ? "none" : genes.front(),
        names ? "" : "; interactome.aliases maps other ids, as those of STRING"));
  }
  context.say(fmt::format("interactome: {} genes and {} edges, {} of {} measured genes among them",
                          network.vertices(), network.edges(), network.genes(), genes.size()));
  return network;
}

std::vector<std::size_t> list_sizes(const Context& context, const Network& network) {
  const std::size_t most = network.genes() / 2;
  std::vector<std::size_t> sizes;
  for (const std::size_t top : context.settings.interactome.top) {
    if (top < 2) throw UsageError(fmt::format("interactome.top = {}: a list needs at least 2 genes", top));
    if (top > most) {
      context.say(
          fmt::format("interactome: list top{} holds {} genes, half of those in the network", top, most));
    }
    sizes.push_back(std::min(top, most));
  }
  return sizes;
}

}  // namespace lampyris::jobs
