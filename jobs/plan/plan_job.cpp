// SPDX-License-Identifier: Apache-2.0
#include "jobs/plan/plan_job.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "jobs/plan/plan_manifold.hpp"
#include "jobs/plan/plan_network.hpp"
#include "jobs/plan/planned_cohort.hpp"
#include "jobs/plan/planned_machine.hpp"
#include "src/manifold/manifold_choice.hpp"

namespace lampyris::jobs {
namespace {

/// A plan of one kind of model.
struct Planner {
  const PlannedCohort& cohort;
  const PlannedMachine& machine;
  const PlanOptions& options;
  const Context& context;

  [[nodiscard]] JobPlan network() const { return plan_network(cohort, machine, options, context, 0); }
  [[nodiscard]] JobPlan manifold() const { return plan_manifold(cohort, machine, options, context); }
  /// Takes each of so many sizes of the code, and the last fit, for the largest.
  [[nodiscard]] JobPlan residual(std::size_t sizes) const {
    const auto& model = context.settings.model;
    const std::size_t code = *std::ranges::max_element(model.code);
    const std::size_t trainings = sizes + (model.refit && cohort.validation > 0 ? 1 : 0);
    context.summary(fmt::format("residual    network with a code of {}, trained {} times", code, trainings));
    JobPlan plan = plan_network(cohort, machine, options, context, code);
    plan.seconds *= static_cast<double>(trainings);
    return plan;
  }
};

JobPlan plan_both(const Planner& planner) {
  JobPlan plan = planner.manifold();
  const auto& cohort = planner.cohort;
  if (chooses_by_folds(ManifoldOptions(), {cohort.training, cohort.validation, cohort.validation_groups})) {
    planner.context.summary(fmt::format("residual    none: {} validation samples of {} groups choose badly",
                                        cohort.validation, cohort.validation_groups));
    return plan;
  }
  const JobPlan network = planner.residual(1);
  plan.bytes = std::max(plan.bytes, network.bytes);
  plan.seconds += network.seconds;
  return plan;
}

}  // namespace

JobPlan plan_job(const PlanOptions& options, const Context& context) {
  const PlannedCohort cohort = planned_cohort(options, context);
  const PlannedMachine machine = planned_machine(options, context.ranks);
  say_cohort(cohort, context);
  const auto& model = context.settings.model;
  const Planner planner{cohort, machine, options, context};
  if (!model.kind) return plan_both(planner);
  switch (*model.kind) {
    case ModelKind::manifold:
      return planner.manifold();
    case ModelKind::residual:
      return planner.residual(model.code.size());
    case ModelKind::network:
      break;
  }
  return planner.network();
}

}  // namespace lampyris::jobs
