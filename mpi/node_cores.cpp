// SPDX-License-Identifier: Apache-2.0
#include "mpi/node_cores.hpp"

#include <sched.h>

#include <algorithm>

#include "mpi/check.hpp"

namespace lampyris::mpi {

int node_cores(const Communicator& ranks_of_node) {
  cpu_set_t allowed;
  CPU_ZERO(&allowed);
  sched_getaffinity(0, sizeof allowed, &allowed);
  check(MPI_Allreduce(MPI_IN_PLACE, &allowed, sizeof allowed, MPI_BYTE, MPI_BOR, ranks_of_node.raw()),
        "MPI_Allreduce");
  return std::max(1, CPU_COUNT(&allowed));
}

}  // namespace lampyris::mpi
