// SPDX-License-Identifier: Apache-2.0
#include "src/modules/set_index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "src/base/error.hpp"
#include "src/base/nearest_word.hpp"

namespace lampyris {

SetIndex::SetIndex(std::span<const NamedGenes> sets, std::span<const std::string> background) {
  std::unordered_map<std::string, std::size_t> numbers;
  for (std::size_t g = 0; g < background.size(); ++g) numbers.emplace(background[g], g);
  std::vector<std::vector<std::uint32_t>> sets_of(background.size());
  for (const auto& set : sets) {
    std::unordered_set<std::size_t> present;
    for (const auto& gene : set.genes) {
      const auto at = numbers.find(gene);
      if (at != numbers.end()) present.insert(at->second);
    }
    if (present.size() < fewest_genes) {
      ++left_out_;
      continue;
    }
    for (const auto gene : present) sets_of[gene].push_back(static_cast<std::uint32_t>(names_.size()));
    names_.push_back(set.name);
    sizes_.push_back(present.size());
  }
  first_.push_back(0);
  for (const auto& members : sets_of) {
    sets_.insert(sets_.end(), members.begin(), members.end());
    first_.push_back(sets_.size());
  }
}

std::vector<std::uint32_t> SetIndex::overlaps(std::span<const std::size_t> genes) const {
  std::vector<std::uint32_t> counts(size(), 0);
  for (const auto gene : genes) {
    for (std::size_t k = first_[gene]; k < first_[gene + 1]; ++k) ++counts[sets_[k]];
  }
  return counts;
}

std::optional<std::size_t> SetIndex::find(const std::string& name) const {
  const auto at = std::find(names_.begin(), names_.end(), name);
  if (at == names_.end()) return std::nullopt;
  return static_cast<std::size_t>(at - names_.begin());
}

std::vector<NamedGenes> choose_sets(std::vector<NamedGenes> sets, const std::vector<std::string>& asked) {
  std::vector<std::string> names;
  names.reserve(sets.size());
  for (const auto& set : sets) names.push_back(set.name);
  for (const auto& name : asked) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    throw UsageError(fmt::format("modules: no gene set is named \"{}\"; the nearest is \"{}\"", name,
                                 nearest_word(name, names)));
  }
  if (asked.empty()) return sets;
  std::erase_if(sets, [&](const NamedGenes& set) {
    return std::find(asked.begin(), asked.end(), set.name) == asked.end();
  });
  return sets;
}

}  // namespace lampyris
