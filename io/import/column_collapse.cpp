// SPDX-License-Identifier: Apache-2.0
#include "io/import/column_collapse.hpp"

#include <algorithm>
#include <utility>

namespace lampyris::io {

ColumnMoments::ColumnMoments(std::vector<std::size_t> columns)
    : columns_(std::move(columns)), block_(columns_.size()), total_(columns_.size()) {}

void ColumnMoments::take(std::span<const float> row) {
  for (std::size_t c = 0; c < columns_.size(); ++c) block_[c].add(row[columns_[c]]);
}

void ColumnMoments::merge(const mpi::Communicator& ranks) {
  if (columns_.empty()) return;
  constexpr std::size_t numbers = 3;
  std::vector<double> all(numbers * columns_.size() * static_cast<std::size_t>(ranks.size()));
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    const std::size_t at = numbers * (static_cast<std::size_t>(ranks.rank()) * columns_.size() + c);
    all[at] = block_[c].count;
    all[at + 1] = block_[c].mean;
    all[at + 2] = block_[c].squares;
    block_[c] = Moments{};
  }
  ranks.sum(all);
  for (std::size_t at = 0; at < all.size(); at += numbers) {
    total_[at / numbers % columns_.size()].merge({all[at], all[at + 1], all[at + 2]});
  }
}

std::vector<Moments> ColumnMoments::of_all(std::size_t columns) const {
  std::vector<Moments> all(columns);
  for (std::size_t c = 0; c < columns_.size(); ++c) all[columns_[c]] = total_[c];
  return all;
}

std::vector<std::size_t> rival_ids(Collapse rule, const GeneNames& genes) {
  std::vector<std::size_t> rivals;
  if (!keeps_one_row(rule)) return rivals;
  std::vector<std::size_t> count(genes.names().size());
  const auto& gene_of = genes.of_id();
  for (const auto& gene : gene_of) {
    if (gene) ++count[*gene];
  }
  for (std::size_t c = 0; c < gene_of.size(); ++c) {
    if (gene_of[c] && count[*gene_of[c]] > 1) rivals.push_back(c);
  }
  return rivals;
}

ColumnCollapse::ColumnCollapse(Collapse rule, const CollapsePlan& plan)
    : rule_(rule), first_(plan.genes.size()) {
  std::vector<std::vector<std::size_t>> columns(plan.genes.size());
  for (std::size_t c = 0; c < plan.gene_of_row.size(); ++c) {
    if (const auto gene = plan.gene_of_row[c]) columns[*gene].push_back(c);
  }
  for (std::size_t g = 0; g < columns.size(); ++g) {
    first_[g] = columns[g].front();
    in_order_ = in_order_ && first_[g] == g;
    if (columns[g].size() > 1) combined_.emplace_back(g, std::move(columns[g]));
  }
}

void ColumnCollapse::apply(std::span<const float> row, std::span<float> genes) {
  if (in_order_) {
    std::ranges::copy(row.first(first_.size()), genes.begin());
  } else {
    for (std::size_t g = 0; g < first_.size(); ++g) genes[g] = row[first_[g]];
  }
  for (const auto& [gene, columns] : combined_) {
    scratch_.clear();
    for (const std::size_t c : columns) scratch_.push_back(row[c]);
    genes[gene] = combine_values(rule_, scratch_);
  }
}

}  // namespace lampyris::io
