// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <omp.h>

#include <cstddef>
#include <numeric>
#include <vector>

#include "src/linalg/matrix.hpp"
#include "src/training/engines/tree_sum.hpp"

namespace lampyris {

// The units of work of reproducible training do not depend on the grid: the genes are cut into eight blocks,
// every batch into eight micro-batches, its members in each eighth of the strata (see epoch_order). A unit is
// computed whole by one thread of one rank.

/// The genes of gene group `index` of `groups`: whole blocks, which may be empty. Throws UsageError for more
/// groups than blocks.
[[nodiscard]] Slice reproducible_genes(std::size_t genes, std::size_t groups, std::size_t index);

/// The training samples of sample group `index` of `groups`: those of whole micro-batches; fewer than 57
/// samples leave groups without any. Throws UsageError for more groups than micro-batches.
[[nodiscard]] Slice reproducible_samples(std::size_t samples, std::size_t groups, std::size_t index);

/// The gene blocks `blocks`, counted from the first one's first gene.
[[nodiscard]] std::vector<Slice> gene_blocks(std::size_t genes, Slice blocks);

/// The training samples that make up each of the eight micro-batches.
[[nodiscard]] std::vector<Slice> micro_batch_samples(std::size_t samples);

/// Calls use(0) … use(units − 1), shared by the threads. In it, products are planned for and run by one
/// thread, so that their bits do not depend on how many there are.
template <class Use>
void for_each_unit(std::size_t units, Use use) {
  const auto count = static_cast<std::ptrdiff_t>(units);
#pragma omp parallel
  {
    omp_set_num_threads(1);  // ends with the region
#pragma omp for schedule(dynamic)
    for (std::ptrdiff_t unit = 0; unit < count; ++unit) use(static_cast<std::size_t>(unit));
  }
}

/// One matrix for each micro-batch that a rank holds, without gaps between its rows. Each begins at a
/// multiple of 64 bytes, so that nothing about it depends on the others. Matrices of one width are apart;
/// with another width they lie elsewhere, over them.
template <class T>
class MicroBatches {
 public:
  using Rows = std::vector<std::size_t>;  ///< of every micro-batch

  MicroBatches() = default;
  /// Makes room for `most_rows` rows in all, of at most `widest` values.
  MicroBatches(std::size_t most_rows, std::size_t widest)
      : values_(1, most_rows * widest + tree_leaves * aligned) {}

  /// Gives the matrix of micro-batch `index`.
  [[nodiscard]] MatrixView<T> matrix(const Rows& rows, std::size_t index, std::size_t width) {
    return {values_.data() + begin(rows, index, width), rows[index], width};
  }
  /// All of them, with the gaps between them.
  [[nodiscard]] std::span<T> all(const Rows& rows, std::size_t width) {
    return values_.values().first(begin(rows, rows.size(), width));
  }

 private:
  static constexpr std::size_t aligned = 64 / sizeof(T);
  static std::size_t begin(const Rows& rows, std::size_t index, std::size_t width) {
    return std::accumulate(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(index), std::size_t{0},
                           [width](std::size_t sum, std::size_t count) {
                             return sum + (count * width + aligned - 1) / aligned * aligned;
                           });
  }

  Matrix<T> values_;
};

}  // namespace lampyris
