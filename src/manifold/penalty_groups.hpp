// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/base/slice.hpp"

namespace lampyris {

/// Cuts the R columns of scores into groups that have a ridge penalty each: the code's own k, then up to
/// `count` − 1 whose ends grow geometrically from 2k to R. One group for a count of 1; fewer than `count`
/// where ends fall together. Strong components are followed closely, weak ones hardly.
[[nodiscard]] std::vector<Slice> penalty_groups(std::size_t code, std::size_t rank, std::size_t count);

}  // namespace lampyris
