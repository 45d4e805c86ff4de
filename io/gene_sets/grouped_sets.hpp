// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "io/gene_sets/gene_set_file.hpp"

namespace lampyris::io {

/// Gene sets whose genes stand in rows of their own, by the first row of each.
class GroupedSets {
 public:
  /// `description` is that of the first row.
  void add(std::string_view name, std::string_view description, std::string_view gene) {
    const auto [at, is_new] = place_of_.try_emplace(std::string(name), sets_.size());
    if (is_new) sets_.push_back({std::string(name), std::string(description), {}});
    sets_[at->second].genes.emplace_back(gene);
  }
  [[nodiscard]] std::vector<GeneSet> take() { return std::move(sets_); }

 private:
  std::unordered_map<std::string, std::size_t> place_of_;
  std::vector<GeneSet> sets_;
};

}  // namespace lampyris::io
