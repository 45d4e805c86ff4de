// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace lampyris::mpi {

/// Gives the bytes that the control groups of this process still leave it, as Slurm and containers set them:
/// the least over its own group and those above it, of version 1 and 2; files in the page cache count as
/// free. Infinity without a limit. `root` is the folder that holds proc and sys. Not collective.
[[nodiscard]] double left_of_control_groups(const std::filesystem::path& root = "/");

/// Gives the bytes that Slurm granted this job on a node, by SLURM_MEM_PER_NODE, or SLURM_MEM_PER_CPU and
/// SLURM_CPUS_ON_NODE; infinity where it says nothing. Not collective.
[[nodiscard]] double granted_by_slurm();

/// Gives the bytes of address space that RLIMIT_AS still leaves this process; infinity without a limit. Not
/// collective.
[[nodiscard]] double left_of_address_space();

}  // namespace lampyris::mpi
