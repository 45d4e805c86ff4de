// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lampyris {

/// A gene set as a user brings it.
struct NamedGenes {
  std::string name;                ///< as in the file
  std::vector<std::string> genes;  ///< ids, each once
};

/// Gene sets restricted to a background, ready to count overlaps. Genes are numbers in the background.
class SetIndex {
 public:
  static constexpr std::size_t fewest_genes = 5;  ///< in the background, of a set that is kept

  /// Sets with fewer than 5 genes in the background are left out. Order is kept.
  SetIndex(std::span<const NamedGenes> sets, std::span<const std::string> background);

  /// The number of sets that were kept.
  [[nodiscard]] std::size_t size() const { return names_.size(); }
  /// The name of a set.
  [[nodiscard]] const std::string& name(std::size_t set) const { return names_[set]; }
  /// The number of a set's genes in the background.
  [[nodiscard]] std::size_t genes_in(std::size_t set) const { return sizes_[set]; }
  /// The number of sets that were left out.
  [[nodiscard]] std::size_t left_out() const { return left_out_; }
  /// The set of this name; empty when it was not there or left out.
  [[nodiscard]] std::optional<std::size_t> find(const std::string& name) const;

  /// How many of `genes`, each at most once, every set has. O(memberships of these genes).
  [[nodiscard]] std::vector<std::uint32_t> overlaps(std::span<const std::size_t> genes) const;

 private:
  std::vector<std::string> names_;
  std::vector<std::size_t> sizes_;
  std::size_t left_out_ = 0;
  std::vector<std::size_t> first_;  // of each gene in sets_, and the end
  std::vector<std::uint32_t> sets_;
};

/// Those of `sets` whose names are asked for, in their own order; all when nothing is. Throws UsageError: a
/// name that no set has (naming the nearest).
[[nodiscard]] std::vector<NamedGenes> choose_sets(std::vector<NamedGenes> sets,
                                                  const std::vector<std::string>& asked);

}  // namespace lampyris
