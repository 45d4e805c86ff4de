// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lampyris::mpi {

/// Throws Error with MPI's own words when `code` is not MPI_SUCCESS. `what` names the call.
void check(int code, const char* what);

}  // namespace lampyris::mpi
