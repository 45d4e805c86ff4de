// SPDX-License-Identifier: Apache-2.0
#include "jobs/ensemble/program_names.hpp"

#include <cstdint>
#include <span>

#include "jobs/attribute/name_sets.hpp"
#include "src/attribution/node_names.hpp"
#include "src/attribution/ranking.hpp"
#include "src/attribution/signature_lists.hpp"
#include "src/modules/set_index.hpp"

namespace lampyris::jobs {

void name_programs(const Context& context, const std::vector<std::string>& genes,
                   std::vector<LayerConsensus>& layers) {
  const SetIndex sets(read_name_sets(context, genes), genes);
  const std::size_t compared = SignatureLists(0, genes.size(), context.settings.attribute.top).compared();
  std::vector<std::vector<std::uint32_t>> signatures;
  std::vector<std::size_t> widths;
  for (const auto& layer : layers) {
    widths.push_back(layer.programs.size());
    for (const auto& program : layer.programs) {
      const auto top = top_genes(program.signature, compared);
      signatures.emplace_back(top.begin(), top.end());
    }
  }
  const std::vector<std::span<const std::uint32_t>> views(signatures.begin(), signatures.end());
  const auto names = name_nodes(views, NodeNumbers(widths), SignatureClasses(), sets, genes.size(),
                                mpi::RankWorld(context.ranks));
  std::size_t next = 0;
  for (auto& layer : layers) {
    layer.names.clear();
    for (std::size_t p = 0; p < layer.programs.size(); ++p, ++next) {
      const auto& name = names[next];
      layer.names.push_back({name.set == NodeName::none ? std::string() : sets.name(name.set), name.q});
    }
  }
}

}  // namespace lampyris::jobs
