// SPDX-License-Identifier: Apache-2.0
#include "src/training/engines/gene_axis.hpp"

#include <algorithm>

namespace lampyris {

SingleGeneAxis::SingleGeneAxis(const GeneAxisSizes& sizes)
    : partial_(sizes.rows, sizes.partial_width),
      shared_(1, sizes.shared),
      whole_(2, (sizes.rows * sizes.whole_row_bytes + 63) / 64 * 64) {}

void SingleGeneAxis::sum_scatter(std::size_t rows, MatrixView<float> mine) {
  std::copy_n(partial_.data(), rows * mine.columns(), mine.data());
}

}  // namespace lampyris
