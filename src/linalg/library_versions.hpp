// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace lampyris {

/// Which BLAS library answers in this process: what OpenBLAS says of itself, else the file that has dgemm.
[[nodiscard]] std::string blas_version();

/// The version of oneDNN, and the instructions that it uses on this processor.
[[nodiscard]] std::string onednn_version();

}  // namespace lampyris
