// SPDX-License-Identifier: Apache-2.0
#include "mpi/scalapack/dist_matrix_exchange.hpp"

#include <algorithm>
#include <numeric>

#include "mpi/check.hpp"

namespace lampyris::mpi {
namespace {

Slice overlap(Slice a, Slice b) {
  const std::size_t first = std::max(a.offset, b.offset);
  const std::size_t last = std::min(a.end(), b.end());
  return {first, last > first ? last - first : 0};
}

// The values of one direction of an all-to-all, grouped by the other rank.
struct Parcels {
  explicit Parcels(int ranks) : counts(ranks), offsets(ranks) {}

  void lay_out() {
    std::exclusive_scan(counts.begin(), counts.end(), offsets.begin(), 0);
    values.resize(static_cast<std::size_t>(std::max(1, offsets.back() + counts.back())));
  }
  std::vector<int> counts, offsets;
  std::vector<double> values;
};

// Calls use(row, owner_row) for the rows of `have` inside `rows`, ascending; both sides walk in this order,
// so no indices have to travel.
template <class Use>
void walk_rows(Slice have, Slice rows, const BlockCyclicAxis& axis, Use use) {
  const Slice common = overlap(have, rows);
  for (std::size_t row = common.offset; row < common.end(); ++row) use(row, axis.owner(row - rows.offset));
}

Parcels pack(const RowBlocks& source, Slice rows, Slice columns, const DistMatrix<double>& target) {
  const auto& grid = target.grid();
  const Slice have = source.of_rank[static_cast<std::size_t>(grid.ranks().rank())];
  std::vector<std::vector<std::size_t>> columns_of;
  columns_of.reserve(static_cast<std::size_t>(grid.columns()));
  for (int q = 0; q < grid.columns(); ++q) {
    columns_of.push_back(target.column_axis().indices(static_cast<std::size_t>(q)));
  }
  Parcels out(grid.ranks().size());
  walk_rows(have, rows, target.row_axis(), [&](std::size_t, std::size_t p) {
    for (int q = 0; q < grid.columns(); ++q) {
      out.counts[grid.rank_at(static_cast<int>(p), q)] += static_cast<int>(columns_of[q].size());
    }
  });
  out.lay_out();
  auto next = out.offsets;
  walk_rows(have, rows, target.row_axis(), [&](std::size_t row, std::size_t p) {
    const auto values = source.mine.row(row - have.offset);
    for (int q = 0; q < grid.columns(); ++q) {
      int& at = next[grid.rank_at(static_cast<int>(p), q)];
      for (const std::size_t column : columns_of[q]) {
        const std::size_t gene = columns.offset + column;
        out.values[at++] = static_cast<double>(values[gene]) - source.centre[gene];
      }
    }
  });
  return out;
}

// How many values come from each rank: its rows of mine, times my columns.
Parcels expect(const RowBlocks& source, Slice rows, const DistMatrix<double>& target) {
  const auto& grid = target.grid();
  Parcels in(grid.ranks().size());
  if (grid.inside()) {
    for (std::size_t from = 0; from < in.counts.size(); ++from) {
      walk_rows(source.of_rank[from], rows, target.row_axis(), [&](std::size_t, std::size_t p) {
        if (static_cast<int>(p) == grid.row()) in.counts[from] += static_cast<int>(target.local_columns());
      });
    }
  }
  in.lay_out();
  return in;
}

}  // namespace

RowBlocks make_row_blocks(MatrixView<const float> mine, std::span<const double> centre,
                          const Communicator& ranks) {
  RowBlocks blocks{mine, {}, centre};
  std::size_t first = 0;
  for (const std::size_t rows : ranks.all_gather(mine.rows())) {
    blocks.of_rank.push_back({first, rows});
    first += rows;
  }
  return blocks;
}

void distribute_rows(const RowBlocks& source, Slice rows, Slice columns, DistMatrix<double>& target) {
  const Parcels out = pack(source, rows, columns, target);
  Parcels in = expect(source, rows, target);
  check(MPI_Alltoallv(out.values.data(), out.counts.data(), out.offsets.data(), MPI_DOUBLE, in.values.data(),
                      in.counts.data(), in.offsets.data(), MPI_DOUBLE, target.grid().ranks().raw()),
        "MPI_Alltoallv");
  if (!target.grid().inside()) return;
  auto next = in.offsets;
  for (std::size_t from = 0; from < in.counts.size(); ++from) {
    walk_rows(source.of_rank[from], rows, target.row_axis(), [&](std::size_t row, std::size_t p) {
      if (static_cast<int>(p) != target.grid().row()) return;
      const std::size_t i = target.row_axis().local(row - rows.offset);
      for (std::size_t j = 0; j < target.local_columns(); ++j) target(i, j) = in.values[next[from]++];
    });
  }
}

Matrix<double> gather_columns(const DistMatrix<double>& matrix, Slice columns) {
  Matrix<double> whole(columns.count, matrix.rows());
  const auto& grid = matrix.grid();
  if (grid.inside()) {
    const auto rows = matrix.row_axis().indices(static_cast<std::size_t>(grid.row()));
    const auto mine = matrix.column_axis().indices(static_cast<std::size_t>(grid.column()));
    for (std::size_t j = 0; j < mine.size(); ++j) {
      if (!columns.contains(mine[j])) continue;
      for (std::size_t i = 0; i < rows.size(); ++i) whole(mine[j] - columns.offset, rows[i]) = matrix(i, j);
    }
  }
  grid.ranks().sum(whole.values());
  return whole;
}

}  // namespace lampyris::mpi
