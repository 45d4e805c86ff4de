// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

namespace lampyris::io {

/// Writes `content` to `path` so that nobody ever sees half of it: under a temporary name beside it, then
/// renamed. Not collective. Throws DataError (unwritable directory, full disk) and leaves no file behind.
void write_atomically(const std::filesystem::path& path, std::string_view content);

}  // namespace lampyris::io
