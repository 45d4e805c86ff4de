// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "mpi/communicator.hpp"

namespace lampyris::jobs {

/// Runs `body` and gives its exit code. Returns only without an error: what one rank throws ends the job on
/// every rank: the message goes to stderr as one line and all ranks are stopped with the exit code of the
/// error. When all ranks throw alike, as they do over a wrong setting, rank 0 says it. `failures` is all
/// ranks, on a communicator that nothing else uses.
int guarded(const mpi::Communicator& failures, const std::function<int()>& body);

}  // namespace lampyris::jobs
