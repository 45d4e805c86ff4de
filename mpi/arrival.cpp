// SPDX-License-Identifier: Apache-2.0
#include "mpi/arrival.hpp"

#include "mpi/check.hpp"

namespace lampyris::mpi {

Arrival::Arrival(const Communicator& ranks) {
  check(MPI_Ibarrier(ranks.raw(), &request_), "MPI_Ibarrier");
}

bool Arrival::complete() {
  if (complete_) return true;
  int done = 0;
  check(MPI_Test(&request_, &done, MPI_STATUS_IGNORE), "MPI_Test");
  complete_ = done != 0;
  return complete_;
}

}  // namespace lampyris::mpi
