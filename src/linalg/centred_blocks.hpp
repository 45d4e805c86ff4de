// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "src/linalg/matrix.hpp"

namespace lampyris {

/// The first row's place, and n × columns of values in double with the centre taken away.
using UseCentredBlock = std::function<void(std::size_t first, MatrixView<const double> centred)>;

/// Calls use for the rows of `values` in order, in blocks of bounded size: products in double without a copy
/// of everything in double. `centre` has one value a column.
void for_each_centred_block(MatrixView<const float> values, std::span<const double> centre,
                            const UseCentredBlock& use);

}  // namespace lampyris
