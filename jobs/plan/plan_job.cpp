// SPDX-License-Identifier: Apache-2.0
#include "jobs/plan/plan_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "jobs/plan/plan_manifold.hpp"
#include "jobs/plan/planned_cohort.hpp"
#include "jobs/plan/planned_machine.hpp"
#include "jobs/train/training_options.hpp"
#include "jobs/train/training_partition.hpp"
#include "mpi/process_grid.hpp"
#include "src/base/error.hpp"
#include "src/planning/cost_model.hpp"
#include "src/planning/exchange_costs.hpp"
#include "src/planning/rehearsal.hpp"

namespace lampyris::jobs {
namespace {

/// The largest rank's part of the run.
struct Part {
  MemoryQuestion memory;
  std::size_t batch;  // of a sample group
  BatchPlan plan;
  std::size_t heldout_most;
};

mpi::GridShape grid_of(const PlannedMachine& machine, const Settings& settings, std::size_t genes) {
  const auto grid = mpi::grid_shape(settings.compute.grid, grid_limits(settings, genes),
                                    {machine.nodes * machine.ranks_per_node, machine.ranks_per_node});
  if (settings.train.batch < grid.samples) {
    throw UsageError(fmt::format("train.batch = {}: must be at least the {} sample groups of the grid {}",
                                 settings.train.batch, grid.samples, to_string(grid)));
  }
  return grid;
}

Part part_of_rank(const PlannedCohort& cohort, const mpi::GridShape& grid, const Settings& settings) {
  const auto& sizes = settings.model.code;
  const bool residual = settings.model.kind != ModelKind::network;
  const auto shape = architecture_of(settings, cohort.genes, residual ? *std::ranges::max_element(sizes) : 0);
  const BatchPlan plan{cohort.training, settings.train.batch, settings.run.seed};
  const Slice training = samples_of_group(cohort.training, grid.samples, 0);
  const std::size_t heldout = part_of(cohort.validation, grid.samples, 0).count;
  const MemoryQuestion memory{shape,
                              part_of(cohort.genes, grid.genes, 0).count,
                              training.count,
                              heldout,
                              rows_at_once(plan, training, heldout),
                              grid.genes,
                              precision_of(settings),
                              false,
                              settings.train.average > 0,
                              settings.train.hidden_dropout > 0};
  const std::size_t full = std::min(plan.batch, plan.samples);
  return {memory, std::min(memory.rows, (full + grid.samples - 1) / grid.samples), plan, heldout};
}

// Says where the memory goes.
void say_fit(const MemoryFit& fit, const PlannedMachine& machine, const Context& context) {
  say_memory({fit.items, fit.bytes, fit.limit}, machine, context);
  if (fit.fails()) {
    throw UsageError(
        fmt::format("plan: {:.2f} GB a rank are needed even when samples are read batch by batch, and {:.2f} "
                    "GB may be used: "
                    "run on more ranks of more nodes, or lower model.widths or train.batch, or raise "
                    "compute.memory_per_rank",
                    fit.least / 1e9, fit.limit / 1e9));
  }
  if (fit.streams()) context.summary("            the samples do not fit: they are read batch by batch");
}

double say_time(const Part& part, const EpochCosts& costs, double exchange, const Context& context) {
  const std::size_t epochs = context.settings.train.epochs;
  context.summary(fmt::format("step        {:.3g} ms, {:.3g} ms of it the sum over sample groups",
                              1e3 * costs.step, 1e3 * exchange));
  context.summary(fmt::format("epoch       {} ({:.0f} samples/s in {} steps, {:.2g} s for held-out samples)",
                              as_time(costs.epoch), costs.samples_per_second, part.plan.steps(),
                              costs.evaluation));
  const double seconds = costs.epoch * static_cast<double>(epochs);
  context.summary(fmt::format("training    at most {} for {} epochs", as_time(seconds), epochs));
  return seconds;
}

// As many ranks at once as there is memory for.
void fit_into(Rehearsal& rehearsal, double available) {
  const double bytes = rehearsal_bytes(rehearsal);
  const int ranks = ranks_that_fit(bytes, available, rehearsal.ranks);
  if (ranks < 1) {
    throw UsageError(fmt::format(
        "plan: to try one rank takes {:.2f} GB here, and {:.2f} GB are available: run it on a larger machine",
        bytes / 1e9, available / 1e9));
  }
  rehearsal.ranks = ranks;
}

RehearsedCosts slowest(const RehearsedCosts& costs, const mpi::Communicator& ranks) {
  return {ranks.maximum(costs.step), ranks.maximum(costs.evaluation)};
}

void say_grid(const PlannedMachine& machine, const mpi::GridShape& grid, const Part& part,
              const Context& context) {
  context.summary(
      fmt::format("grid        {} (samples × genes): {} × {} ranks (nodes × ranks of a node), {} threads "
                  "each; {}, batch {}",
                  to_string(grid), machine.nodes, machine.ranks_per_node, machine.threads,
                  word_of(part.memory.precision), context.settings.train.batch));
}

RehearsedCosts measure(const Part& part, const PlannedMachine& machine, const mpi::GridShape& grid,
                       double available, const Context& context) {
  const Settings& settings = context.settings;
  const int here = context.ranks.node().size();
  const Architecture& shape = part.memory.architecture;
  Rehearsal rehearsal{part.memory,
                      part.batch,
                      optimiser_of(settings, part.plan.steps()),
                      corruption_of(settings, std::vector<double>(part.memory.genes, 0.5)),
                      sparsity_of(settings),
                      grid.samples,
                      machine.tried_here,
                      static_cast<int>(machine.threads),
                      hidden_noise_of(settings, std::vector<double>(shape.linear_nodes, 1.0)),
                      settings.train.average};
  fit_into(rehearsal, available / here);
  say_what_is_tried(rehearsal.ranks * here, machine, context);
  context.say("plan: trains random samples for some seconds");
  return slowest(rehearse(rehearsal), context.ranks);
}

double exchange_of(const Part& part, const PlannedMachine& machine, const mpi::GridShape& grid,
                   double gigabits) {
  const auto parameters = gene_layout(part.memory.architecture, {0, part.memory.genes}).size();
  Links links;
  links.network = gigabits * 1e9 / 8;
  return exchange_seconds(sizeof(float) * static_cast<double>(parameters),
                          {machine.nodes, machine.ranks_per_node, grid.samples, grid.genes}, links);
}

JobPlan plan_network(const PlannedCohort& cohort, const PlannedMachine& machine, const PlanOptions& options,
                     const Context& context) {
  const Settings& settings = context.settings;
  const mpi::GridShape grid = grid_of(machine, settings, cohort.genes);
  Part part = part_of_rank(cohort, grid, settings);
  say_grid(machine, grid, part, context);

  const double available = available_on_node(context.ranks);
  const MemoryFit fit = fit_memory(part.memory, memory_for_each(machine, context));
  say_fit(fit, machine, context);
  part.memory = fit.part;

  const auto measured = measure(part, machine, grid, available, context);
  const double exchange = exchange_of(part, machine, grid, options.network);
  const double factor = step_factor(
      {fit.streams(), settings.train.reproducible, settings.compute.engine == EngineKind::scalapack});
  const EpochSize size{part.plan.samples, part.plan.batch, part.heldout_most, part.memory.rows};
  const double seconds = say_time(part, epoch_costs(measured, size, exchange, factor), exchange, context);
  return {machine.nodes, machine.ranks_per_node, machine.threads, fit.bytes, seconds};
}

}  // namespace

JobPlan plan_job(const PlanOptions& options, const Context& context) {
  const PlannedCohort cohort = planned_cohort(options, context);
  const PlannedMachine machine = planned_machine(options, context.ranks);
  say_cohort(cohort, context);
  const auto& kind = context.settings.model.kind;
  if (kind && *kind != ModelKind::manifold) return plan_network(cohort, machine, options, context);
  JobPlan plan = plan_manifold(cohort, machine, options, context);
  if (kind) return plan;
  const JobPlan network = plan_network(cohort, machine, options, context);
  plan.bytes = std::max(plan.bytes, network.bytes);  // one after the other
  plan.seconds += network.seconds;
  return plan;
}

}  // namespace lampyris::jobs
