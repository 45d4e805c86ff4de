// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "mpi/communicator.hpp"
#include "src/training/training_state.hpp"

namespace lampyris::jobs {

/// Collective. metrics.tsv: one row an epoch.
void write_metrics(const std::filesystem::path& path, const std::vector<EpochReport>& history,
                   const mpi::Communicator& ranks);

}  // namespace lampyris::jobs
