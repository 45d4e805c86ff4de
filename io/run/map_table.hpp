// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "mpi/communicator.hpp"
#include "src/structure/codes.hpp"

namespace lampyris::io {

/// Collective. Writes map.tsv: sample, then <name>_x and <name>_y of each plane; all of it the same on every
/// rank.
void write_map(const std::filesystem::path& path, const std::vector<std::string>& samples,
               std::span<const PlaneOfCodes> planes, const mpi::Communicator& ranks);

}  // namespace lampyris::io
