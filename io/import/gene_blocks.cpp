// SPDX-License-Identifier: Apache-2.0
#include "io/import/gene_blocks.hpp"

#include <algorithm>
#include <bit>

namespace lampyris::io {
namespace {

/// Returns the width of a block: that of a chunk of the file while a block stays at about 16 MiB; a power of
/// two, so that blocks do not cross chunks.
std::size_t block_width(std::size_t samples) {
  constexpr std::size_t values = std::size_t{1} << 23;
  return std::clamp<std::size_t>(std::bit_floor(values / std::max<std::size_t>(1, samples)), 16, 1024);
}

void transpose(MatrixView<const float> matrix, MatrixView<float> transposed) {
  constexpr std::size_t tile = 16;
  for (std::size_t first = 0; first < matrix.columns(); first += tile) {
    const std::size_t end = std::min(first + tile, matrix.columns());
    for (std::size_t i = 0; i < matrix.rows(); ++i) {
      for (std::size_t j = first; j < end; ++j) transposed(j, i) = matrix(i, j);
    }
  }
}

}  // namespace

GeneBlocks::GeneBlocks(CohortWriter& writer, std::size_t samples)
    : writer_(writer),
      samples_(samples),
      width_(block_width(samples)),
      genes_(width_, samples),
      transposed_(samples, width_) {}

void GeneBlocks::put(std::size_t gene, std::span<const float> values) {
  if (filled_ > 0 && block_of(gene) != block_of(first_)) flush();
  if (filled_ == 0) first_ = gene;
  std::ranges::copy(values, genes_.row(gene - first_).begin());
  ++filled_;
}

void GeneBlocks::flush() {
  if (filled_ == 0) return;
  const MatrixView<const float> filled(genes_.data(), filled_, samples_);
  const MatrixView<float> transposed(transposed_.data(), samples_, filled_);
  transpose(filled, transposed);
  writer_.write(transposed, 0, first_);
  filled_ = 0;
}

}  // namespace lampyris::io
