// SPDX-License-Identifier: Apache-2.0
#include "jobs/attribute/name_sets.hpp"

#include <fmt/format.h>

#include <optional>
#include <unordered_set>
#include <utility>

#include "io/gene_sets/gene_set_file.hpp"
#include "io/ids/id_map.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {

std::vector<NamedGenes> read_name_sets(const Context& context, const std::vector<std::string>& genes) {
  const auto& modules = context.settings.modules;
  const auto& own = context.settings.attribute.name_sets;
  std::optional<io::IdMap> ids;
  if (!modules.gene_ids.empty()) ids = io::read_id_map(modules.gene_ids);
  const io::GeneSetRules rules{.top = modules.gene_set_top,
                               .gwas_p = modules.gwas_p,
                               .gwas_reported = modules.gwas_genes == GwasGenes::reported,
                               .disgenet_score = modules.disgenet_score,
                               .ids = ids ? &*ids : nullptr};
  const std::unordered_set<std::string> cohort(genes.begin(), genes.end());
  std::vector<NamedGenes> sets;
  for (const auto& path : own.empty() ? modules.gene_sets : own) {
    auto file = io::read_gene_sets(path, rules);
    const std::size_t measured = io::count_measured(file, cohort);
    if (measured == 0 && !own.empty()) {
      throw DataError(fmt::format(
          "{}: none of its genes, as {}, is one of the {} of the cohort, as {}: attribute.name_sets "
          "and the cohort must use the same ids, or modules.gene_ids map them",
          path.string(), file.sets.front().genes.front(), genes.size(), genes.front()));
    }
    context.say(fmt::format("attribute: nodes are named by {}: {} gene sets, {} genes of the cohort",
                            path.filename().string(), file.sets.size(), measured));
    for (auto& set : file.sets) sets.push_back({std::move(set.name), std::move(set.genes)});
  }
  return sets;
}

}  // namespace lampyris::jobs
