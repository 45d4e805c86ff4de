#include "jobs/modules/set_input.hpp"

#include <fmt/format.h>

#include <set>
#include <string>
#include <utility>

#include "io/formats/gmt.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {

std::vector<NamedGenes> read_sets(const Context& context) {
  const auto& settings = context.settings.modules;
  if (settings.gene_sets.empty()) {
    throw UsageError("modules.gene_sets is empty: contrasts need at least one .gmt file of gene sets");
  }
  std::vector<NamedGenes> sets;
  std::set<std::string> names;
  for (const auto& path : settings.gene_sets) {
    for (auto& set : io::read_gmt(path)) {
      if (!names.insert(set.name).second) {
        throw DataError(
            fmt::format("{}: gene set \"{}\" is in another file of modules.gene_sets too; names must be "
                        "unique",
                        path.string(), set.name));
      }
      sets.push_back({std::move(set.name), std::move(set.genes)});
    }
  }
  auto asked = settings.sets;
  for (const auto& contrast : settings.contrasts) {
    if (contrast.disease.empty()) continue;
    const auto known =
        choose_sets(sets, {contrast.disease});  // for its error, also when all sets are asked for
    if (!asked.empty()) asked.push_back(known.front().name);
  }
  return choose_sets(std::move(sets), asked);
}

}  // namespace lampyris::jobs
