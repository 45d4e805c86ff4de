// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace lampyris::io::h5 {

/// Whether this program wrote the HDF5 file, by the mark in it; false for any other file, and when it cannot
/// be read. Not collective.
[[nodiscard]] bool is_made_here(const std::filesystem::path& path);

}  // namespace lampyris::io::h5
