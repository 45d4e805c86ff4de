// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "mpi/communicator.hpp"

namespace lampyris::jobs {

/// Collective. To be called before a file is made at `out`. Throws UsageError, naming --out, when one of the
/// `inputs` stands there, or what this program did not make: neither is written over. An HDF5 file that it
/// made has a mark; of a table, `header` is the first line.
void require_free_output(const std::filesystem::path& out, const std::vector<std::filesystem::path>& inputs,
                         const mpi::Communicator& ranks, const std::string& header = "");
/// Collective. The same of a file of another kind: `made_here` tells whether this program made it.
void require_free_output(const std::filesystem::path& out, const std::vector<std::filesystem::path>& inputs,
                         const mpi::Communicator& ranks,
                         const std::function<bool(const std::filesystem::path&)>& made_here);

/// Collective. Throws DataError when no file can be made at `out`: to be known before hours of work.
void require_writable(const std::filesystem::path& out, const mpi::Communicator& ranks);

}  // namespace lampyris::jobs
