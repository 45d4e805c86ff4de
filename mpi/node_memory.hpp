// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mpi/communicator.hpp"

namespace lampyris::mpi {

/// Collective. Bytes that each rank of this node may still use: what the kernel says is available, or what is
/// left of the control group's limit (as Slurm and containers set it), shared equally. 0 = not known.
[[nodiscard]] double available_memory(const Communicator& ranks_of_node);

}  // namespace lampyris::mpi
