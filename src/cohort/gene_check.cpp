// SPDX-License-Identifier: Apache-2.0
#include "src/cohort/gene_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "src/base/error.hpp"

namespace lampyris {
namespace {

/// Collective. The number of ranks that set each flag.
std::vector<std::uint64_t> count_over_ranks(const World& world, const std::vector<std::uint8_t>& mine) {
  std::vector<std::uint64_t> counts(mine.begin(), mine.end());
  world.sum(counts);
  return counts;
}

}  // namespace

void GeneCheck::see(MatrixView<const float> block, std::size_t first_gene) {
  for (std::size_t i = 0; i < block.rows(); ++i) {
    const auto row = block.row(i);
    for (std::size_t j = 0; j < row.size(); ++j) {
      if (!std::isnan(row[j])) has_value_[first_gene + j] = 1;
      if (std::isinf(row[j])) infinite_[first_gene + j] = 1;
    }
  }
}

void GeneCheck::require_usable(const World& world, const std::vector<std::string>& genes,
                               const std::string& where) const {
  const auto seen = count_over_ranks(world, has_value_);
  const auto infinite = count_over_ranks(world, infinite_);
  for (std::size_t g = 0; g < genes.size(); ++g) {
    if (infinite[g] > 0) {
      throw DataError(fmt::format(
          "{}: gene {} has an infinite value; values must be finite, or NaN where missing", where, genes[g]));
    }
    if (seen[g] > 0) continue;
    throw DataError(
        fmt::format("{}: gene {} has no value in any sample ({} such genes in all): leave them out", where,
                    genes[g], std::ranges::count(seen, 0U)));
  }
}

}  // namespace lampyris
