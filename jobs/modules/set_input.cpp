// SPDX-License-Identifier: Apache-2.0
#include "jobs/modules/set_input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>

#include "io/gene_sets/gene_set_file.hpp"
#include "io/ids/id_map.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

using Names = std::unordered_set<std::string>;

std::string describe(const io::GeneSetFile& file, std::size_t measured) {
  std::string text = fmt::format("{}, {} gene sets of {} ids", file.format, file.sets.size(), file.ids);
  if (file.mapped > 0) text += fmt::format(", {} of them in modules.gene_ids", file.mapped);
  text += fmt::format(", {} genes of the cohort", measured);
  if (file.rows_left_out > 0) text += fmt::format("; {} rows too weak or without a gene", file.rows_left_out);
  return text;
}

void check_measured(std::size_t measured, const io::GeneSetFile& file, const std::filesystem::path& path,
                    const std::vector<std::string>& genes) {
  if (measured > 0) return;
  throw DataError(fmt::format(
      "{}: none of its genes, as {}, is one of the {} of the cohort, as {}; modules.gene_ids maps other ids",
      path.string(), file.sets.front().genes.front(), genes.size(), genes.empty() ? "none" : genes.front()));
}

io::GeneSetRules rules_of(const Settings::Modules& settings, const std::optional<io::IdMap>& ids) {
  return {.top = settings.gene_set_top,
          .gwas_p = settings.gwas_p,
          .gwas_reported = settings.gwas_genes == GwasGenes::reported,
          .disgenet_score = settings.disgenet_score,
          .ids = ids ? &*ids : nullptr};
}

/// Diseases that several sources know have one name in them.
std::string free_name(const Context& context, const std::string& name, const io::GeneSetFile& file,
                      const std::filesystem::path& path, const Names& taken) {
  if (!taken.contains(name)) return name;
  auto longer = fmt::format("{} ({})", name, file.format);
  if (file.format == "GMT" || taken.contains(longer)) {
    throw DataError(
        fmt::format("{}: gene set \"{}\" is in another file of modules.gene_sets too; names must be unique",
                    path.string(), name));
  }
  context.say(fmt::format("modules: gene set \"{}\" of {} is named \"{}\", as another file has the name too",
                          name, path.filename().string(), longer));
  return longer;
}

}  // namespace

std::vector<NamedGenes> read_sets(const Context& context, const std::vector<std::string>& genes) {
  const auto& settings = context.settings.modules;
  if (settings.gene_sets.empty()) {
    throw UsageError("modules.gene_sets is empty: contrasts need at least one file of gene sets");
  }
  std::optional<io::IdMap> ids;
  if (!settings.gene_ids.empty()) ids = io::read_id_map(settings.gene_ids);
  const auto rules = rules_of(settings, ids);
  const Names cohort(genes.begin(), genes.end());
  std::vector<NamedGenes> sets;
  Names names;
  for (const auto& path : settings.gene_sets) {
    auto file = io::read_gene_sets(path, rules);
    const std::size_t measured = io::count_measured(file, cohort);
    check_measured(measured, file, path, genes);
    context.say(fmt::format("modules: {}: {}", path.filename().string(), describe(file, measured)));
    for (auto& set : file.sets) {
      const auto name = free_name(context, set.name, file, path, names);
      names.insert(name);
      sets.push_back({name, std::move(set.genes)});
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
