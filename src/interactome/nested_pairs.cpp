// SPDX-License-Identifier: Apache-2.0
#include "src/interactome/nested_pairs.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "src/base/multiversion.hpp"

namespace lampyris {
namespace {

using Genes = std::span<const std::uint32_t>;

// sums[p] += table[rows[p] · stride + columns[p]]
LAMPYRIS_MULTIVERSION
void add_from_table(const std::uint64_t* table, std::uint32_t stride, const std::uint32_t* rows,
                    const std::uint32_t* columns, std::size_t sets, std::uint64_t* sums) {
  for (std::size_t p = 0; p < sets; ++p) sums[p] += table[rows[p] * stride + columns[p]];
}

// table[n]: over the pairs within the first n genes.
void fill_within(const PairDistances& distances, Genes genes, const std::uint64_t* weights,
                 std::uint64_t* table) {
  table[0] = 0;
  for (std::size_t i = 0; i < genes.size(); ++i) {
    const std::uint8_t* const row = distances.row(genes[i]).data();
    std::uint64_t sum = table[i];
    for (std::size_t j = 0; j < i; ++j) sum += weights[row[genes[j]]];
    table[i + 1] = sum;
  }
}

// table[i · (columns + 1) + j]: over the pairs between the first i of `rows` and the first j of `columns`.
void fill_between(const PairDistances& distances, Genes rows, Genes columns, const std::uint64_t* weights,
                  std::uint64_t* table) {
  const std::size_t stride = columns.size() + 1;
  std::fill_n(table, stride, 0);
  for (const std::uint32_t gene : rows) {
    const std::uint8_t* const row = distances.row(gene).data();
    std::uint64_t sum = table[stride] = 0;
    for (std::size_t j = 0; j < columns.size(); ++j) {
      sum += weights[row[columns[j]]];
      table[stride + j + 1] = table[j + 1] + sum;
    }
    table += stride;
  }
}

}  // namespace

NestedPairs::NestedPairs(const PairDistances& distances, MatrixView<const std::uint32_t> profiles)
    : distances_(distances), counts_(profiles.columns(), profiles.rows()), longest_(profiles.columns()) {
  std::uint64_t most_genes = 0;
  for (std::size_t p = 0; p < profiles.rows(); ++p) {
    std::uint64_t genes = 0;
    for (std::size_t b = 0; b < profiles.columns(); ++b) {
      counts_(b, p) = profiles(p, b);
      longest_[b] = std::max<std::size_t>(longest_[b], profiles(p, b));
      genes += profiles(p, b);
    }
    most_genes = std::max(most_genes, genes);
  }
  const std::uint64_t most_pairs = most_genes * most_genes / 2 + 1;
  const InverseDistances inverse(distances.longest());
  std::vector<std::uint64_t> weights(inverse.values().begin(), inverse.values().end());
  const auto bits_of_inverse = static_cast<unsigned>(std::bit_width(most_pairs * inverse.scale()));
  if (bits_of_inverse + static_cast<unsigned>(std::bit_width(most_pairs)) <= 64) {
    weights[1] |= std::uint64_t{1} << bits_of_inverse;
    passes_.push_back({std::move(weights), bits_of_inverse, false});
  } else {
    std::vector<std::uint64_t> edges(weights.size());
    edges[1] = 1;
    passes_.push_back({std::move(weights), 64, false});
    passes_.push_back({std::move(edges), 64, true});
  }
}

std::vector<std::uint64_t> NestedPairs::add_up(Genes orders, std::span<const std::uint64_t> weights) const {
  const std::size_t most = longest_.empty() ? 0 : *std::ranges::max_element(longest_);
  std::vector<std::uint64_t> table((most + 1) * (most + 1));
  std::vector<std::uint64_t> sums(counts_.columns());
  const std::vector<std::uint32_t> no_rows(sums.size());
  std::size_t first = 0;
  for (std::size_t b = 0; b < longest_.size(); first += longest_[b++]) {
    const Genes rows = orders.subspan(first, longest_[b]);
    if (rows.empty()) continue;
    fill_within(distances_, rows, weights.data(), table.data());
    add_from_table(table.data(), 0, no_rows.data(), counts_.row(b).data(), sums.size(), sums.data());
    std::size_t second = first + longest_[b];
    for (std::size_t c = b + 1; c < longest_.size(); second += longest_[c++]) {
      const Genes columns = orders.subspan(second, longest_[c]);
      if (columns.empty()) continue;
      fill_between(distances_, rows, columns, weights.data(), table.data());
      add_from_table(table.data(), static_cast<std::uint32_t>(columns.size() + 1), counts_.row(b).data(),
                     counts_.row(c).data(), sums.size(), sums.data());
    }
  }
  return sums;
}

void NestedPairs::sum(Genes orders, std::span<PairSums> sums) const {
  for (const Pass& pass : passes_) {
    const auto added = add_up(orders, pass.weights);
    for (std::size_t p = 0; p < sums.size(); ++p) {
      if (pass.edges_alone) {
        sums[p].edges = added[p];
      } else if (pass.shift == 64) {
        sums[p].inverse = added[p];
      } else {
        sums[p] = {added[p] >> pass.shift, added[p] & ((std::uint64_t{1} << pass.shift) - 1)};
      }
    }
  }
}

}  // namespace lampyris
