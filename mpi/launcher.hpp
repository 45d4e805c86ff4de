// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lampyris::mpi {

/// Sees to it that the mpirun that started this process has ended `seconds` from now, even when this process
/// has ended before: kills it when it has not. Open MPI's waits for ever for the daemon of a host that is cut
/// off. Does nothing when another program started this process. For a job that is being aborted. From any
/// thread.
void end_launcher_in(unsigned seconds);

}  // namespace lampyris::mpi
