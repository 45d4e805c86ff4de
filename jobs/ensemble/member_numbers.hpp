// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace lampyris::jobs {

/// The numbers that members have; NaN stands for a member without one.
[[nodiscard]] std::vector<double> without_missing(std::vector<double> values);

/// The median of the numbers that members have; NaN without any.
[[nodiscard]] double median_of(std::vector<double> values);

}  // namespace lampyris::jobs
