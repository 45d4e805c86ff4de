// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Gives the rows as float, unit, each with its entry of largest magnitude positive.
[[nodiscard]] Matrix<float> unit_rows(const Matrix<double>& rows);

}  // namespace lampyris
