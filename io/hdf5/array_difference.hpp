// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

namespace lampyris::io::h5 {

/// Gives the largest difference between the numbers of two files, each as a fraction of the greatest
/// magnitude in its dataset; nothing when they do not hold datasets of the same names and shapes, or other
/// texts. Not collective. Throws DataError when one cannot be read.
[[nodiscard]] std::optional<double> largest_difference(const std::filesystem::path& a,
                                                       const std::filesystem::path& b);

}  // namespace lampyris::io::h5
