// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "io/cohort/cohort_file.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::io {

/// Writes a cohort gene by gene in blocks of neighbouring genes, so that the file sees few large pieces. The
/// blocks depend on the number of samples alone.
class GeneBlocks {
 public:
  /// `writer` lives longer than this.
  GeneBlocks(CohortWriter& writer, std::size_t samples);

  [[nodiscard]] std::size_t block_of(std::size_t gene) const noexcept { return gene / width_; }
  /// Takes the values of a gene in all samples. Genes come in ascending order and in whole blocks. Throws
  /// DataError when the disk is full.
  void put(std::size_t gene, std::span<const float> values);
  /// Writes the block that is open.
  void flush();

 private:
  CohortWriter& writer_;
  std::size_t samples_;
  std::size_t width_;
  Matrix<float> genes_;  // width × samples, of the open block
  Matrix<float> transposed_;
  std::size_t first_ = 0;
  std::size_t filled_ = 0;
};

}  // namespace lampyris::io
