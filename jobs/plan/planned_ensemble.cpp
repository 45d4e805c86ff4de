// SPDX-License-Identifier: Apache-2.0
#include "jobs/plan/planned_ensemble.hpp"

#include <fmt/format.h>

#include "jobs/plan/planned_cohort.hpp"
#include "jobs/plan/planned_machine.hpp"
#include "src/planning/ensemble_plan.hpp"

namespace lampyris::jobs {
void say_planned_ensemble(const JobPlan& plan, const PlanOptions& options, const Context& context) {
  const Settings& settings = context.settings;
  const PlannedCohort cohort = planned_cohort(options, context);
  const std::size_t samples = cohort.training + cohort.validation + cohort.test;
  const std::size_t members = settings.run.seeds.value_or(automatic_members(samples, cohort.genes));
  if (members < 2) return;
  const double bytes = static_cast<double>(samples) * static_cast<double>(cohort.genes) * sizeof(float);
  const double limit = memory_for_each(planned_machine(options, context.ranks), context);
  const std::size_t at_once = settings.compute.grid != "auto"
                                  ? 1
                                  : members_at_once(members, plan.nodes * plan.ranks_per_node, bytes, limit);
  // The first network of an ensemble is the run itself.
  const bool first_is_run =
      settings.model.kind == ModelKind::network || settings.model.kind == ModelKind::residual;
  const std::size_t trained = first_is_run ? members - 1 : members;
  const auto costs = ensemble_costs(trained, at_once, plan.seconds, plan.bytes);
  context.summary(fmt::format(
      "ensemble    {} members (run.seeds), {}: at most {:.1f} min of training beside the run's own, at most "
      "{:.2f} GB a rank; each runs the stages after it, too",
      members, at_once > 1 ? fmt::format("{} side by side", at_once) : "in turn", costs.seconds / 60,
      costs.bytes / 1e9));
}

}  // namespace lampyris::jobs
