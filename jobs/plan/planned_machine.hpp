// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "jobs/plan/plan_options.hpp"
#include "jobs/plan/planned_cohort.hpp"
#include "jobs/program/context.hpp"
#include "mpi/communicator.hpp"
#include "src/planning/memory_plan.hpp"

namespace lampyris::jobs {

/// Ranks and threads as they will be, and what of them this machine can try at once.
struct PlannedMachine {
  std::size_t nodes, ranks_per_node, threads;
  int tried_here;  ///< ranks in this process
};

/// The memory of a rank, and what it may use, in bytes.
struct PlannedMemory {
  std::vector<MemoryItem> items;
  double bytes, limit;
};

/// Collective. As the options say, or as this command itself runs.
[[nodiscard]] PlannedMachine planned_machine(const PlanOptions& options, const mpi::Communicator& ranks);

/// Collective. Bytes of this node that are available now.
[[nodiscard]] double available_on_node(const mpi::Communicator& ranks);
/// Collective. Bytes that each rank of a node like this one may use, as compute.memory_per_rank says.
[[nodiscard]] double memory_for_each(const PlannedMachine& machine, const Context& context);

/// Says the parts of the cohort.
void say_cohort(const PlannedCohort& cohort, const Context& context);
/// Says where the memory goes.
void say_memory(const PlannedMemory& memory, const PlannedMachine& machine, const Context& context);
/// Says when fewer ranks are tried than a node will have.
void say_what_is_tried(int ranks, const PlannedMachine& machine, const Context& context);
/// Seconds in a unit for people.
[[nodiscard]] std::string as_time(double seconds);

}  // namespace lampyris::jobs
