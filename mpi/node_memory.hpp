// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mpi/communicator.hpp"

namespace lampyris::mpi {

/// Collective. Bytes that each rank of this node may still use: the least of what the kernel says is
/// available, what the control groups of the job leave (as Slurm and containers set them) and what Slurm
/// granted, shared equally; and no more than its own limit of address space. 0 = not known.
[[nodiscard]] double available_memory(const Communicator& ranks_of_node);

}  // namespace lampyris::mpi
