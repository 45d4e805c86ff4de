// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mpi/communicator.hpp"

namespace lampyris::mpi {

/// Collective. How many processors of this node its ranks may run on together, whether mpirun has bound each
/// rank to its own or Slurm gave all of them the same ones; at least 1.
[[nodiscard]] int node_cores(const Communicator& ranks_of_node);

}  // namespace lampyris::mpi
