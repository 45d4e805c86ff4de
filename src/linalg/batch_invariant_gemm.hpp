// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "src/linalg/matrix.hpp"

namespace lampyris {

/// c = a · b + bias: m×k times k×n; `bias` is empty or n values. Every element is summed over k in order, in
/// float, by one code path: a row's bits depend on that row of `a` and on `b` alone, not on which rows are
/// computed together, on how many threads, or on which rank. Everything after training goes through it, which
/// is why result files are byte-identical on any number of ranks.
void batch_invariant_gemm(MatrixView<const float> a, MatrixView<const float> b, MatrixView<float> c,
                          std::span<const float> bias = {});

/// A left factor in the order in which batch_invariant_gemm reads it, for several products.
class PackedRows {
 public:
  /// Copies the rows of `a` into tiles.
  explicit PackedRows(MatrixView<const float> a);

  /// The rows of `a`.
  [[nodiscard]] std::size_t rows() const { return rows_; }
  /// The columns of `a`.
  [[nodiscard]] std::size_t columns() const { return columns_; }
  /// The tile of rows from row `first` on, a multiple of what a tile has.
  [[nodiscard]] const float* tile(std::size_t first) const { return packed_.data() + first * columns_; }

 private:
  std::size_t rows_, columns_;
  std::vector<float> packed_;
};

/// c = c + a · b, each element summed on from where it stands: products over the slices of k, one after the
/// other from c = 0, give the bits of batch_invariant_gemm over all of k.
void accumulate_batch_invariant(const PackedRows& a, MatrixView<const float> b, MatrixView<float> c);

}  // namespace lampyris
