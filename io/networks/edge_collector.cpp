// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "io/networks/network_format.hpp"
#include "src/base/error.hpp"
#include "src/base/number.hpp"

namespace lampyris::io {
namespace {

/// The genes of numbered ids.
struct Genes {
  std::vector<std::string> names;
  std::vector<std::optional<std::uint32_t>> of_id;
  std::size_t shared = 0;  // genes of several ids
};

Genes genes_of(const std::vector<std::string>& ids, const IdMap* names) {
  Genes genes;
  std::unordered_map<std::string, std::uint32_t> numbers;
  std::vector<std::size_t> count;
  for (const auto& id : ids) {
    const auto* target = names == nullptr ? nullptr : names->find(id);
    if (names != nullptr && target == nullptr) {
      genes.of_id.emplace_back();
      continue;
    }
    const auto& gene = target == nullptr ? id : target->gene;
    const auto [at, is_new] = numbers.try_emplace(gene, static_cast<std::uint32_t>(genes.names.size()));
    if (is_new) {
      genes.names.push_back(gene);
      count.push_back(0);
    }
    genes.of_id.push_back(at->second);
    ++count[at->second];
  }
  genes.shared = static_cast<std::size_t>(std::ranges::count_if(count, [](std::size_t n) { return n > 1; }));
  return genes;
}

}  // namespace

void EdgeCollector::refuse(const std::string& reason) const {
  throw DataError(fmt::format("{} line {}: {}", lines_.path().string(), lines_.number(), reason));
}

double EdgeCollector::score_of(std::string_view cell) const {
  const auto score = read_finite(cell);
  if (!score) refuse(fmt::format("score \"{}\" must be a number", cell));
  return *score;
}

std::uint32_t EdgeCollector::index_of(std::string_view id) {
  const auto [at, is_new] = indices_.try_emplace(std::string(id), static_cast<std::uint32_t>(ids_.size()));
  if (is_new) ids_.emplace_back(id);
  return at->second;
}

void EdgeCollector::add(std::string_view first, std::string_view second, std::optional<double> score) {
  if (first.empty() || second.empty()) refuse("an edge needs two gene names");
  ++rows_;
  if (score) {
    highest_ = rows_ == 1 ? *score : std::max(highest_, *score);
    if (*score < least_score_) return;
  }
  const auto from = index_of(first);
  edges_.emplace_back(from, index_of(second));
}

void EdgeCollector::check_some() const {
  if (rows_ == 0) throw DataError(fmt::format("{}: no edge", lines_.path().string()));
  if (!edges_.empty()) return;
  throw DataError(fmt::format("{}: no edge has a score of at least {}; the highest is {}",
                              lines_.path().string(), least_score_, highest_));
}

NetworkFile EdgeCollector::finish(const IdMap* names) const {
  check_some();
  const Genes genes = genes_of(ids_, names);
  NetworkFile file;
  file.rows = rows_;
  file.kept = edges_.size();
  file.ids = ids_.size();
  file.without_gene =
      static_cast<std::size_t>(std::ranges::count_if(genes.of_id, [](const auto& gene) { return !gene; }));
  file.shared_genes = genes.shared;
  std::unordered_set<std::uint64_t> seen;
  for (const auto& [first, second] : edges_) {
    const auto from = genes.of_id[first];
    const auto to = genes.of_id[second];
    if (!from || !to) continue;
    const auto [low, high] = std::minmax(*from, *to);
    if (seen.insert(std::uint64_t{low} << 32U | high).second) {
      file.edges.emplace_back(genes.names[*from], genes.names[*to]);
    }
  }
  if (file.edges.empty()) {
    throw DataError(
        fmt::format("{}: no edge of two genes: {} of its {} ids, as {}, have no gene in the names given",
                    lines_.path().string(), file.without_gene, file.ids, ids_.front()));
  }
  return file;
}

}  // namespace lampyris::io
