// SPDX-License-Identifier: Apache-2.0
#include "io/gene_sets/gene_set_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "io/gene_sets/gene_set_format.hpp"
#include "io/text/format_registry.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

// Of those that could recognise one line, the first is right.
constexpr std::array formats{
    GeneSetFormat{"scDRS", is_scdrs, read_scdrs},
    GeneSetFormat{"MAGMA", is_magma, read_magma},
    GeneSetFormat{"PASCAL", is_pascal, read_pascal},
    GeneSetFormat{"GWAS Catalog", is_gwas_catalog, read_gwas_catalog},
    GeneSetFormat{"DisGeNET", is_disgenet, read_disgenet},
    GeneSetFormat{"PascalX", is_pascalx, read_pascalx},
    GeneSetFormat{"GMT", is_gmt, read_gmt},
};

const GeneSetFormat& recognise(const std::filesystem::path& path) {
  LineReader lines(path);
  std::string_view line;
  if (!next_filled_line(lines, line)) throw DataError(fmt::format("{}: no gene set", path.string()));
  if (const auto* format = find_format(formats, line)) return *format;
  throw DataError(fmt::format("{} line {}: not the first line of any format of gene sets; must be one of {}",
                              path.string(), lines.number(), fmt::join(format_names(formats), ", ")));
}

template <class Use>
void for_each_list(GeneSetFile& file, Use use) {
  for (auto& set : file.sets) use(set.genes, nullptr);
  for (auto& scores : file.scores) use(scores.genes, &scores.scores);
}

// Counts the ids and puts the genes in their place.
void map_ids(GeneSetFile& file, const IdMap* map) {
  std::unordered_set<std::string> ids;
  for_each_list(file, [&](const std::vector<std::string>& genes, const std::vector<double>*) {
    ids.insert(genes.begin(), genes.end());
  });
  file.ids = ids.size();
  if (map == nullptr) return;
  file.mapped = static_cast<std::size_t>(
      std::ranges::count_if(ids, [&](const std::string& id) { return map->find(id) != nullptr; }));
  if (file.mapped == 0) return;
  for_each_list(file, [&](std::vector<std::string>& genes, std::vector<double>* scores) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < genes.size(); ++i) {
      const auto* target = map->find(genes[i]);
      if (target == nullptr) continue;
      if (scores != nullptr) (*scores)[kept] = (*scores)[i];
      genes[kept++] = target->gene;
    }
    genes.resize(kept);
    if (scores != nullptr) scores->resize(kept);
  });
}

void remove_repeats(std::vector<std::string>& genes) {
  std::unordered_set<std::string> seen;
  std::erase_if(genes, [&](const std::string& gene) { return !seen.insert(gene).second; });
}

bool is_stronger(GeneScores::Kind kind, double a, double b) {
  return kind == GeneScores::Kind::z ? a > b : a < b;
}

void keep_strongest(GeneScores& scores) {
  std::unordered_map<std::string, std::size_t> place_of;
  GeneScores kept{scores.trait, scores.kind, {}, {}};
  for (std::size_t i = 0; i < scores.genes.size(); ++i) {
    const auto [at, is_new] = place_of.try_emplace(scores.genes[i], kept.genes.size());
    if (is_new) {
      kept.genes.push_back(scores.genes[i]);
      kept.scores.push_back(scores.scores[i]);
    } else if (is_stronger(scores.kind, scores.scores[i], kept.scores[at->second])) {
      kept.scores[at->second] = scores.scores[i];
    }
  }
  scores = std::move(kept);
}

GeneSet top_set(const GeneScores& scores, const char* format, std::size_t top) {
  std::vector<std::size_t> order(scores.genes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
    return is_stronger(scores.kind, scores.scores[a], scores.scores[b]);
  });
  order.resize(std::min(order.size(), top));
  GeneSet set{scores.trait,
              fmt::format("{}, {}", format, scores.kind == GeneScores::Kind::z ? "highest z" : "lowest p"),
              {}};
  for (const std::size_t gene : order) set.genes.push_back(scores.genes[gene]);
  return set;
}

}  // namespace

GeneSetFile read_gene_sets(const std::filesystem::path& path, const GeneSetRules& rules) {
  const GeneSetFormat& format = recognise(path);
  auto file = format.read(path, rules);
  file.format = format.name;
  map_ids(file, rules.ids);
  for (auto& set : file.sets) remove_repeats(set.genes);
  for (auto& scores : file.scores) {
    keep_strongest(scores);
    file.sets.push_back(top_set(scores, format.name, rules.top));
  }
  std::erase_if(file.sets, [](const GeneSet& set) { return set.genes.empty(); });
  if (file.sets.empty()) {
    throw DataError(fmt::format(
        "{}: {} without a gene set{}", path.string(), format.name,
        file.rows_left_out > 0 ? fmt::format("; {} rows are too weak or have no gene", file.rows_left_out)
                               : ""));
  }
  return file;
}

std::size_t count_measured(const GeneSetFile& file, const std::unordered_set<std::string>& cohort) {
  std::unordered_set<std::string_view> measured;
  for (const auto& set : file.sets) {
    for (const auto& gene : set.genes) {
      if (cohort.contains(gene)) measured.insert(gene);
    }
  }
  return measured.size();
}

}  // namespace lampyris::io
