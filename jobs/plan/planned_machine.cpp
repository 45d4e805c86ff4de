// SPDX-License-Identifier: Apache-2.0
#include "jobs/plan/planned_machine.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "jobs/settings/memory_limit.hpp"
#include "mpi/node_cores.hpp"
#include "mpi/node_memory.hpp"
#include "src/planning/cost_model.hpp"

namespace lampyris::jobs {
namespace {

std::size_t at_least_one(std::size_t number) {
  return std::max<std::size_t>(1, number);
}

}  // namespace

PlannedMachine planned_machine(const PlanOptions& options, const mpi::Communicator& ranks) {
  const auto node = ranks.node();
  const auto here = static_cast<std::size_t>(node.size());
  const auto cores = static_cast<std::size_t>(mpi::node_cores(node));
  PlannedMachine machine{};
  machine.ranks_per_node = options.ranks_per_node.value_or(here);
  machine.nodes = options.nodes.value_or(at_least_one(static_cast<std::size_t>(ranks.size()) / here));
  machine.threads = options.threads.value_or(at_least_one(cores / machine.ranks_per_node));
  const std::size_t wanted = (machine.ranks_per_node + here - 1) / here;
  const std::size_t room = at_least_one(cores / machine.threads / here);
  machine.tried_here = static_cast<int>(std::min(wanted, room));
  return machine;
}

double available_on_node(const mpi::Communicator& ranks) {
  const auto node = ranks.node();
  return mpi::available_memory(node) * node.size();
}

double memory_for_each(const PlannedMachine& machine, const Context& context) {
  const double share =
      fair_share * available_on_node(context.ranks) / static_cast<double>(machine.ranks_per_node);
  return memory_limit(context.settings.compute.memory_per_rank, share);
}

void say_cohort(const PlannedCohort& cohort, const Context& context) {
  context.summary(fmt::format("cohort      {} samples ({} training, {} validation, {} test) × {} genes",
                              cohort.training + cohort.validation + cohort.test, cohort.training,
                              cohort.validation, cohort.test, cohort.genes));
}

void say_memory(const PlannedMemory& memory, const PlannedMachine& machine, const Context& context) {
  std::vector<std::string> texts;
  texts.reserve(memory.items.size());
  for (const MemoryItem& item : memory.items) {
    texts.push_back(fmt::format("{} {:.2f}", item.what, item.bytes / 1e9));
  }
  context.summary(fmt::format(
      "memory      {:.2f} GB a rank, {:.2f} GB a node ({:.2f} GB a rank may be used)", memory.bytes / 1e9,
      memory.bytes / 1e9 * static_cast<double>(machine.ranks_per_node), memory.limit / 1e9));
  context.summary(fmt::format("            {}", fmt::join(texts, ", ")));
}

void say_what_is_tried(int ranks, const PlannedMachine& machine, const Context& context) {
  if (ranks >= static_cast<int>(machine.ranks_per_node)) return;
  context.say(
      fmt::format("plan: only {} of a node's {} ranks can be tried here at once: on a node of the "
                  "cluster itself the times would be more exact",
                  ranks, machine.ranks_per_node));
}

std::string as_time(double seconds) {
  if (seconds < 120) return fmt::format("{:.3g} s", seconds);
  if (seconds < 7200) return fmt::format("{:.1f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

}  // namespace lampyris::jobs
