// SPDX-License-Identifier: Apache-2.0
#include "jobs/plan/plan_manifold.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "jobs/train/training_options.hpp"
#include "src/base/error.hpp"
#include "src/planning/cost_model.hpp"
#include "src/planning/exchange_costs.hpp"
#include "src/planning/manifold_plan.hpp"

namespace lampyris::jobs {
namespace {

ManifoldQuestion question_of(const PlannedCohort& cohort, const PlannedMachine& machine,
                             const Settings& settings) {
  ManifoldQuestion question;
  question.training = cohort.training;
  question.validation = cohort.validation;
  question.validation_groups = cohort.validation_groups;
  question.genes = cohort.genes;
  question.ranks = machine.nodes * machine.ranks_per_node;
  question.codes = manifold_sizes(settings, cohort.training);
  question.refits = settings.model.refit;
  question.options.turns = settings.model.turns;
  question.options.landmarks = settings.model.landmarks;
  return question;
}

double check_memory(const ManifoldQuestion& question, const PlannedMachine& machine, const Context& context) {
  const auto items = manifold_memory(question);
  const double bytes = total_bytes(items);
  const double limit = memory_for_each(machine, context);
  say_memory({items, bytes, limit}, machine, context);
  if (bytes > limit) {
    throw UsageError(fmt::format(
        "plan: the manifold needs {:.2f} GB a rank, and {:.2f} GB may be used: run on more nodes, lower "
        "model.landmarks, or raise compute.memory_per_rank",
        bytes / 1e9, limit / 1e9));
  }
  return bytes;
}

ManifoldRates slowest(const ManifoldRates& rates, const mpi::Communicator& ranks) {
  return {ranks.maximum(rates.evaluation), 1 / ranks.maximum(1 / rates.product),
          1 / ranks.maximum(1 / rates.factor)};
}

}  // namespace

JobPlan plan_manifold(const PlannedCohort& cohort, const PlannedMachine& machine, const PlanOptions& options,
                      const Context& context) {
  auto question = question_of(cohort, machine, context.settings);
  const auto shape = manifold_shape(question);
  if (shape.code == 0) {
    throw UsageError(
        fmt::format("plan: model.code: {} fitted samples allow a code of at most {}; every size is larger",
                    shape.fitted, shape.rank / 2));
  }
  std::erase_if(question.codes, [&](std::size_t code) { return 2 * code > shape.rank; });
  context.summary(fmt::format(
      "manifold    codes {}, {} landmarks in {} principal components; {} × {} ranks (nodes × ranks of a "
      "node), {} threads each",
      fmt::join(question.codes, ", "), shape.landmarks, shape.rank, machine.nodes, machine.ranks_per_node,
      machine.threads));
  const double bytes = check_memory(question, machine, context);

  say_what_is_tried(machine.tried_here * context.ranks.node().size(), machine, context);
  context.say("plan: tries products for some seconds");
  const auto rates =
      slowest(rehearse_manifold(shape, machine.tried_here, static_cast<int>(machine.threads)), context.ranks);
  Links links;
  links.network = options.network * 1e9 / 8;
  const NodePartition partition{machine.nodes, machine.ranks_per_node, question.ranks, 1};
  const auto seconds = [&](const ManifoldWork& work) {
    return seconds_of(work, rates) + exchange_seconds(work.summed, partition, links);
  };
  const double components = seconds(principal_space_work(question));
  const double manifold = seconds(manifold_work(question));
  context.summary(fmt::format(
      "training    at most about {}: principal components {}, manifold {}; reading is not counted",
      as_time(components + manifold), as_time(components), as_time(manifold)));
  return {machine.nodes, machine.ranks_per_node, machine.threads, bytes, components + manifold};
}

}  // namespace lampyris::jobs
