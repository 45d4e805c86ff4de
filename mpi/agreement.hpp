#pragma once

#include "mpi/communicator.hpp"

namespace lampyris::mpi {

/// Called by a rank that has failed: whether every rank calls it within `seconds`, that is, whether all
/// failed alike. Needs a communicator that nothing else uses, for the other ranks may be waiting in any
/// collective call.
[[nodiscard]] bool everyone_failed(const Communicator& failures, double seconds);

}  // namespace lampyris::mpi
