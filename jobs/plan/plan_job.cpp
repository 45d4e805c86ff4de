#include "jobs/plan/plan_job.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "jobs/plan/planned_cohort.hpp"
#include "jobs/train/training_options.hpp"
#include "jobs/train/training_partition.hpp"
#include "mpi/node_cores.hpp"
#include "mpi/node_memory.hpp"
#include "mpi/process_grid.hpp"
#include "src/base/error.hpp"
#include "src/planning/exchange_costs.hpp"
#include "src/planning/rehearsal.hpp"

namespace lampyris::jobs {
namespace {

/// Ranks and threads as they will be, and what of them this machine can try at once.
struct Machine {
  std::size_t nodes, ranks_per_node, threads;
  int tried_here;  // ranks in this process
};

/// The largest rank's part of the run.
struct Part {
  MemoryQuestion memory;
  std::size_t batch;  // of a sample group
  BatchPlan plan;
  std::size_t heldout_most;
};

std::size_t at_least_one(std::size_t number) {
  return std::max<std::size_t>(1, number);
}

Machine machine_of(const PlanOptions& options, const mpi::Communicator& ranks) {
  const auto node = ranks.node();
  const auto here = static_cast<std::size_t>(node.size());
  const auto cores = static_cast<std::size_t>(mpi::node_cores(node));
  Machine machine{};
  machine.ranks_per_node = options.ranks_per_node > 0 ? options.ranks_per_node : here;
  machine.nodes =
      options.nodes > 0 ? options.nodes : at_least_one(static_cast<std::size_t>(ranks.size()) / here);
  machine.threads = options.threads > 0 ? options.threads : at_least_one(cores / machine.ranks_per_node);
  const std::size_t wanted = (machine.ranks_per_node + here - 1) / here;
  const std::size_t room = at_least_one(cores / machine.threads / here);
  machine.tried_here = static_cast<int>(std::min(wanted, room));
  return machine;
}

mpi::GridShape grid_of(const Machine& machine, const Settings& settings, std::size_t genes) {
  const auto grid = mpi::grid_shape(settings.compute.grid, genes,
                                    {machine.nodes * machine.ranks_per_node, machine.ranks_per_node});
  if (settings.train.batch < grid.samples) {
    throw UsageError(fmt::format("train.batch = {}: must be at least the {} sample groups of the grid {}",
                                 settings.train.batch, grid.samples, to_string(grid)));
  }
  return grid;
}

Part part_of_rank(const PlannedCohort& cohort, const mpi::GridShape& grid, const Settings& settings) {
  const auto shape = architecture_of(settings, cohort.genes);
  const BatchPlan plan{cohort.training, settings.train.batch, settings.run.seed};
  const Slice training = samples_of_group(cohort.training, grid.samples, 0);
  const std::size_t heldout = part_of(cohort.heldout, grid.samples, 0).count;
  const MemoryQuestion memory{shape,
                              part_of(cohort.genes, grid.genes, 0).count,
                              training.count,
                              heldout,
                              rows_at_once(plan, training, heldout),
                              grid.genes,
                              precision_of(settings),
                              false};
  const std::size_t full = std::min(plan.batch, plan.samples);
  return {memory, std::min(memory.rows, (full + grid.samples - 1) / grid.samples), plan, heldout};
}

// Says where the memory goes, and returns whether the samples are read batch by batch.
bool say_memory(Part& part, const Machine& machine, const Settings& settings, double available,
                const Context& context) {
  const double limit = memory_limit(settings.compute.memory_per_rank, available);
  MemoryQuestion streamed = part.memory;
  streamed.streamed = true;
  const double least = total_bytes(memory_plan(streamed));
  const bool streams = total_bytes(memory_plan(part.memory)) > limit;
  if (streams) part.memory = streamed;
  const auto items = memory_plan(part.memory);
  const double bytes = total_bytes(items);
  std::vector<std::string> texts;
  texts.reserve(items.size());
  for (const MemoryItem& item : items) texts.push_back(fmt::format("{} {:.2f}", item.what, item.bytes / 1e9));
  context.summary(fmt::format("memory      {:.2f} GB a rank, {:.2f} GB a node ({:.2f} GB a rank may be used)",
                              bytes / 1e9, bytes / 1e9 * static_cast<double>(machine.ranks_per_node),
                              limit / 1e9));
  context.summary(fmt::format("            {}", fmt::join(texts, ", ")));
  if (streams && least > limit) {
    throw UsageError(
        fmt::format("plan: {:.2f} GB a rank are needed even when samples are read batch by batch, and {:.2f} "
                    "GB may be used: "
                    "run on more ranks of more nodes, or lower model.widths or train.batch, or raise "
                    "compute.memory_per_rank",
                    least / 1e9, limit / 1e9));
  }
  if (streams) context.summary("            the samples do not fit: they are read batch by batch");
  return streams;
}

std::string as_time(double seconds) {
  if (seconds < 120) return fmt::format("{:.3g} s", seconds);
  if (seconds < 7200) return fmt::format("{:.1f} min", seconds / 60);
  return fmt::format("{:.1f} h", seconds / 3600);
}

void say_time(const Part& part, const RehearsedCosts& costs, double exchange, double factor,
              const Settings& settings, const Context& context) {
  const double batches = static_cast<double>(part.plan.samples) / static_cast<double>(part.plan.batch);
  const double evaluation = costs.evaluation * std::ceil(static_cast<double>(part.heldout_most) /
                                                         static_cast<double>(part.memory.rows));
  const double steps = std::max(1.0, batches) * (costs.step * factor + exchange);
  const double epoch = steps + evaluation;
  context.summary(fmt::format("step        {:.3g} ms, {:.3g} ms of it the sum over sample groups",
                              1e3 * (costs.step * factor + exchange), 1e3 * exchange));
  context.summary(fmt::format("epoch       {} ({:.0f} samples/s in {} steps, {:.2g} s for held-out samples)",
                              as_time(epoch), static_cast<double>(part.plan.samples) / steps,
                              part.plan.steps(), evaluation));
  context.summary(fmt::format("training    at most {} for {} epochs",
                              as_time(epoch * static_cast<double>(settings.train.epochs)),
                              settings.train.epochs));
}

// How much longer a step is than one of the engine `fused` on samples in memory; see tests/bench/README.md.
double step_factor(const Settings& settings, bool streams) {
  constexpr double streamed = 1.2;
  constexpr double reproducible = 1.27;
  constexpr double scalapack = 2.0;
  double factor = streams ? streamed : 1;
  if (settings.train.reproducible) factor *= reproducible;
  if (settings.compute.engine == "scalapack") factor *= scalapack;
  return factor;
}

// As many ranks at once as there is memory for.
void fit_into(Rehearsal& rehearsal, double available) {
  constexpr double fair_share = 0.9;
  const double bytes = rehearsal_bytes(rehearsal);
  const double most = fair_share * available / bytes;
  if (most < 1) {
    throw UsageError(fmt::format(
        "plan: to try one rank takes {:.2f} GB here, and {:.2f} GB are available: run it on a larger machine",
        bytes / 1e9, available / 1e9));
  }
  if (most < rehearsal.ranks) rehearsal.ranks = static_cast<int>(most);
}

RehearsedCosts slowest(RehearsedCosts costs, const mpi::Communicator& ranks) {
  ranks.maximum(std::span(&costs.step, 1));
  ranks.maximum(std::span(&costs.evaluation, 1));
  return costs;
}

}  // namespace

void plan_job(const PlanOptions& options, const Context& context) {
  const Settings& settings = context.settings;
  const PlannedCohort cohort = planned_cohort(options, context);
  const Machine machine = machine_of(options, context.ranks);
  const mpi::GridShape grid = grid_of(machine, settings, cohort.genes);
  Part part = part_of_rank(cohort, grid, settings);
  const auto node = context.ranks.node();
  const double available = mpi::available_memory(node) * node.size();

  context.summary(fmt::format("cohort      {} samples ({} training, {} held out) × {} genes",
                              cohort.training + cohort.heldout, cohort.training, cohort.heldout,
                              cohort.genes));
  context.summary(
      fmt::format("grid        {} (samples × genes): {} × {} ranks (nodes × ranks of a node), {} threads "
                  "each; {}, batch {}",
                  to_string(grid), machine.nodes, machine.ranks_per_node, machine.threads,
                  part.memory.precision == Precision::bf16 ? "bf16" : "f32", settings.train.batch));
  const double for_each = 0.9 * available / static_cast<double>(machine.ranks_per_node);
  const bool streams = say_memory(part, machine, settings, for_each, context);

  Rehearsal rehearsal{part.memory,
                      part.batch,
                      optimiser_of(settings, part.plan.steps()),
                      corruption_of(settings),
                      sparsity_of(settings),
                      grid.samples,
                      machine.tried_here,
                      static_cast<int>(machine.threads)};
  fit_into(rehearsal, available / node.size());
  if (rehearsal.ranks * node.size() < static_cast<int>(machine.ranks_per_node)) {
    context.say(
        fmt::format("plan: only {} of a node's {} ranks can be tried here at once: on a node of the "
                    "cluster itself the times would be more exact",
                    rehearsal.ranks * node.size(), machine.ranks_per_node));
  }
  context.say("plan: trains random samples for some seconds");
  const auto costs = slowest(rehearse(rehearsal), context.ranks);
  const double parameters =
      static_cast<double>(gene_layout(part.memory.architecture, {0, part.memory.genes}).size());
  Links links;
  links.network = options.network * 1e9 / 8;
  const double exchange = exchange_seconds(
      sizeof(float) * parameters, {machine.nodes, machine.ranks_per_node, grid.samples, grid.genes}, links);
  say_time(part, costs, exchange, step_factor(settings, streams), settings, context);
}

}  // namespace lampyris::jobs
