// SPDX-License-Identifier: Apache-2.0
#include "src/linalg/mixed_product.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>

#include "src/linalg/packed_columns.hpp"

namespace lampyris {

void mixed_product(MatrixView<const double> a, MatrixView<const float> b, MatrixView<double> c,
                   Accumulate accumulate) {
  if (b.columns() != c.columns()) throw std::logic_error("mixed_product: shapes do not fit");
  constexpr std::size_t at_once = 512;
  Matrix<double> some(b.rows(), std::min(at_once, b.columns()));
  PackedColumns<double> packed;
  for (std::size_t first = 0; first < b.columns(); first += at_once) {
    const std::size_t count = std::min(at_once, b.columns() - first);
    for (std::size_t k = 0; k < b.rows(); ++k) {
      std::copy_n(b.row(k).data() + first, count, some.row(k).data());
    }
    packed.assign({some.data(), b.rows(), count, some.columns()});
    batch_invariant_product<double>(a, packed, {c.data() + first, c.rows(), count, c.stride()}, accumulate);
  }
}

}  // namespace lampyris
