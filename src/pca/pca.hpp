// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Principal components of scaled samples: the linear code that the autoencoder is measured against.
struct Pca {
  std::vector<double> mean;  ///< one a gene, in scaled units
  Matrix<float> components;  ///< k × genes, unit rows, by falling variance; the entry of largest
                             ///< magnitude is positive
  std::vector<double>
      explained_variance;     ///< falling; every one that was computed, also beyond k; with n − 1
  double total_variance = 0;  ///< summed over the genes
  bool settled = true;        ///< false after a search that ended before its tolerance
};

}  // namespace lampyris
