// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "mpi/communicator.hpp"

namespace lampyris::io {

/// Gives the SHA-256 of a file's content in 64 hexadecimal digits, as sha256sum prints it. Not collective.
/// Throws DataError when it cannot be read.
[[nodiscard]] std::string sha256_of(const std::filesystem::path& file);

/// Collective. Gives the SHA-256 of every file, in the same order; "" for one that is not there. The ranks
/// share the files. Throws what sha256_of throws, on every rank.
[[nodiscard]] std::vector<std::string> sha256_of(const std::vector<std::filesystem::path>& files,
                                                 const mpi::Communicator& ranks);

}  // namespace lampyris::io
