#include "io/import/gene_blocks.hpp"

#include <algorithm>
#include <bit>

namespace lampyris::io {
namespace {

/// As wide as a chunk of the file while a block stays at about 16 MiB; a power of two, so that blocks do not
/// cross chunks.
std::size_t block_width(std::size_t samples) {
  constexpr std::size_t values = std::size_t{1} << 23;
  return std::clamp<std::size_t>(std::bit_floor(values / std::max<std::size_t>(1, samples)), 16, 1024);
}

Matrix<float> transpose(MatrixView<const float> matrix) {
  constexpr std::size_t tile = 32;
  Matrix<float> turned(matrix.columns(), matrix.rows());
  for (std::size_t first = 0; first < matrix.columns(); first += tile) {
    const std::size_t end = std::min(first + tile, matrix.columns());
    for (std::size_t i = 0; i < matrix.rows(); ++i) {
      for (std::size_t j = first; j < end; ++j) turned(j, i) = matrix(i, j);
    }
  }
  return turned;
}

}  // namespace

GeneBlocks::GeneBlocks(CohortWriter& writer, std::size_t samples)
    : writer_(writer), samples_(samples), width_(block_width(samples)), genes_(width_, samples) {}

void GeneBlocks::put(std::size_t gene, std::span<const float> values) {
  if (filled_ > 0 && block_of(gene) != block_of(first_)) flush();
  if (filled_ == 0) first_ = gene;
  std::ranges::copy(values, genes_.row(gene - first_).begin());
  ++filled_;
}

void GeneBlocks::flush() {
  if (filled_ == 0) return;
  const MatrixView<const float> filled(genes_.data(), filled_, samples_);
  writer_.write(transpose(filled).view(), 0, first_);
  filled_ = 0;
}

}  // namespace lampyris::io
