// SPDX-License-Identifier: Apache-2.0
#include "src/linalg/centred_blocks.hpp"

#include <algorithm>

namespace lampyris {
namespace {

// 32 MiB of double, but enough rows that a product with a block is worth the call.
constexpr std::size_t block_values = std::size_t{1} << 22;
constexpr std::size_t fewest_rows = 64;

}  // namespace

void for_each_centred_block(MatrixView<const float> values, std::span<const double> centre,
                            const UseCentredBlock& use) {
  if (values.rows() == 0 || values.columns() == 0) return;
  const std::size_t columns = values.columns();
  const std::size_t height = std::min(values.rows(), std::max(fewest_rows, block_values / columns));
  Matrix<double> centred(height, columns);
  for (std::size_t first = 0; first < values.rows(); first += height) {
    const std::size_t count = std::min(height, values.rows() - first);
#pragma omp parallel for schedule(static)
    for (std::size_t i = 0; i < count; ++i) {
      const auto from = values.row(first + i);
      const auto to = centred.row(i);
      for (std::size_t j = 0; j < columns; ++j) to[j] = static_cast<double>(from[j]) - centre[j];
    }
    use(first, {centred.data(), count, columns});
  }
}

}  // namespace lampyris
