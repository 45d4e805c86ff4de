// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "jobs/program/context.hpp"

namespace lampyris::jobs {

/// The members of a larger run, and what is to be done for each.
struct Members {
  std::size_t count;
  /// Parts of the ranks that work at the same time, each on a member of its own; at most the ranks.
  std::size_t side_by_side;
  /// Collective over `ranks`, a part of all. Returns why the member failed, "" when it did not. Throws
  /// what ends the whole.
  std::function<std::string(std::size_t member, const mpi::Communicator& ranks)> work;
  /// Told on rank 0 alone of each member that is done, in the order in which they end.
  std::function<void(std::size_t member, const std::string& failure)> done;
};

/// Collective. Has all members done by parts of the ranks: side by side, or in turn by all ranks. Ends on all
/// ranks together, an interruption too: Interrupted is thrown once every part has saved what it has to.
void do_members(const Context& context, const Members& members);

/// Collective. How many of so many members run at the same time where nothing is asked for: as many as there
/// are ranks, and as the memory of the ranks holds cohorts, but one where a grid of ranks is asked for.
[[nodiscard]] std::size_t parts_that_fit(const Context& context, std::size_t members);

/// Collective. How many bytes a rank may use while others work beside it: compute.memory_per_rank as text,
/// or, where that is auto, its share of what is available now to all ranks of its node.
[[nodiscard]] std::string memory_side_by_side(const Context& context);

}  // namespace lampyris::jobs
