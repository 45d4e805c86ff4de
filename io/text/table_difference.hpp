// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace lampyris::io {

/// A file and the SHA-256 that it had when it was made.
struct KnownFile {
  std::filesystem::path path;
  std::string sha256;
};

/// Says where the file `made` differs from the known one: of a table the first line and column that do,
/// without the columns `ignored`, of another file the first byte; nothing when it does not. Throws DataError
/// when one cannot be read.
[[nodiscard]] std::optional<std::string> difference_of(const KnownFile& known,
                                                       const std::filesystem::path& made,
                                                       const std::vector<std::string>& ignored);

}  // namespace lampyris::io
