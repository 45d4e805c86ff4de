// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "src/linalg/matrix.hpp"

namespace lampyris {

/// My part of the samples that components are fitted to: mine × genes, the place of my first one, all
/// samples.
struct SampleShard {
  MatrixView<const float> values;  ///< mine × genes, scaled
  std::size_t first = 0;           ///< the place of my first one among all
  std::size_t total = 0;           ///< samples on all ranks
};

}  // namespace lampyris
