// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "mpi/communicator.hpp"
#include "src/training/engines/gene_axis.hpp"

namespace lampyris::mpi {

/// Collective. The gene axis of the ranks of `group`: through shared memory when all of them are on one node,
/// by messages otherwise. Keeps a reference to `group`. Destroying is collective, except while an exception
/// unwinds.
[[nodiscard]] std::unique_ptr<GeneAxis> make_gene_axis(const Communicator& group, const GeneAxisSizes& sizes);

/// Collective. By messages, wherever the ranks are.
[[nodiscard]] std::unique_ptr<GeneAxis> make_message_gene_axis(const Communicator& group,
                                                               const GeneAxisSizes& sizes);

}  // namespace lampyris::mpi
