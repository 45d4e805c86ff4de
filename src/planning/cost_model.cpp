// SPDX-License-Identifier: Apache-2.0
#include "src/planning/cost_model.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lampyris {

MemoryFit fit_memory(MemoryQuestion part, double limit) {
  MemoryFit fit{part, memory_plan(part), 0, 0, 0, limit};
  fit.resident = total_bytes(fit.items);
  part.streamed = true;
  auto streamed = memory_plan(part);
  fit.least = total_bytes(streamed);
  fit.bytes = fit.resident;
  if (fit.resident <= limit) return fit;
  fit.part = part;
  fit.items = std::move(streamed);
  fit.bytes = fit.least;
  return fit;
}

double step_factor(const StepTraits& traits) {
  constexpr double streamed = 1.2;
  constexpr double reproducible = 1.27;
  constexpr double scalapack = 2.0;
  double factor = traits.streams ? streamed : 1;
  if (traits.reproducible) factor *= reproducible;
  if (traits.scalapack) factor *= scalapack;
  return factor;
}

EpochCosts epoch_costs(const RehearsedCosts& measured, const EpochSize& size, double exchange,
                       double factor) {
  const double batches = static_cast<double>(size.samples) / static_cast<double>(size.batch);
  EpochCosts costs;
  costs.step = measured.step * factor + exchange;
  costs.evaluation = measured.evaluation *
                     std::ceil(static_cast<double>(size.heldout_most) / static_cast<double>(size.rows));
  const double steps = std::max(1.0, batches) * costs.step;
  costs.epoch = steps + costs.evaluation;
  costs.samples_per_second = static_cast<double>(size.samples) / steps;
  return costs;
}

int ranks_that_fit(double bytes, double available, int wanted) {
  const double most = fair_share * available / bytes;
  return most < wanted ? static_cast<int>(most) : wanted;
}

}  // namespace lampyris
