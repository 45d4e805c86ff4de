// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "io/run/model_file.hpp"
#include "io/run/pipeline_group.hpp"
#include "jobs/program/stages.hpp"
#include "jobs/train/manifold_run.hpp"
#include "jobs/train/model_candidate.hpp"
#include "jobs/train/network_run.hpp"
#include "jobs/train/training_cohort.hpp"
#include "src/training/trainer.hpp"

namespace lampyris::jobs {
namespace {

Pipeline preprocessing_of(const Context& context) {
  if (context.settings.cohort.preprocess.empty()) return {};
  return io::read_pipeline_file(context.in_run("preprocessing.h5"), context.ranks);
}

/// A residual network to stand beside a manifold: none where the validation samples are too few to choose, or
/// where the network cannot be trained, which is said.
std::optional<BestResidual> fit_rival(const Context& context, const World& world,
                                      const TrainingCohort& cohort, const ChosenManifold& manifold) {
  if (manifold.by_folds) {
    context.summary(
        "train: no residual network beside the manifold: too few validation samples, or groups of them, to "
        "choose by");
    return std::nullopt;
  }
  try {
    return fit_best_residual(context, world, cohort, {manifold.choice.code}, &manifold.components);
  } catch (const UsageError& error) {
    context.summary(fmt::format("train: warning: no residual network beside the manifold: {}", error.what()));
  } catch (const Divergence& error) {
    context.summary(fmt::format("train: warning: the residual network is left out: {}", error.what()));
  }
  return std::nullopt;
}

void say_taken(const Context& context, const Candidate& network, const Candidate& manifold) {
  const bool better = network.refined > manifold.refined;
  context.summary(
      fmt::format("train: the {} is taken: R² on validation samples {:.4f}, the {} {:.4f}",
                  better ? "residual network" : "manifold", better ? network.refined : manifold.refined,
                  better ? "manifold" : "residual network", better ? manifold.refined : network.refined));
}

Model train_residual(const Context& context, const World& world, TrainingCohort& cohort) {
  auto best = fit_best_residual(context, world, cohort, context.settings.model.code);
  write_candidates(context, best.sizes, best.taken);
  return finish_network(context, world, cohort, std::move(best.network));
}

Model train_manifold(const Context& context, const World& world, const TrainingCohort& cohort) {
  const auto kept = context.kept_units();
  auto chosen = choose_manifold(context, world, cohort, *kept);
  write_candidates(context, chosen.candidates(), chosen.taken());
  return finish_manifold(context, world, cohort, std::move(chosen));
}

/// Whichever kind gives the validation samples back best.
Model train_best(const Context& context, const World& world, TrainingCohort& cohort) {
  const auto kept = context.kept_units();
  auto manifold = choose_manifold(context, world, cohort, *kept);
  auto rival = fit_rival(context, world, cohort, manifold);
  std::vector<Candidate> candidates = manifold.candidates();
  std::size_t taken = manifold.taken();
  if (rival) {
    const Candidate& network = rival->sizes[rival->taken];
    const Candidate best = candidates[taken];
    say_taken(context, network, best);
    if (network.refined > best.refined) taken = candidates.size() + rival->taken;
    candidates.insert(candidates.end(), rival->sizes.begin(), rival->sizes.end());
  }
  write_candidates(context, candidates, taken);
  if (candidates[taken].kind == ModelKind::residual) {
    return finish_network(context, world, cohort, std::move(rival->network));
  }
  return finish_manifold(context, world, cohort, std::move(manifold));
}

Model train_kind(const Context& context, const World& world, TrainingCohort& cohort) {
  const auto kind = context.settings.model.kind;
  if (!kind) return train_best(context, world, cohort);
  switch (*kind) {
    case ModelKind::manifold:
      return train_manifold(context, world, cohort);
    case ModelKind::residual:
      return train_residual(context, world, cohort);
    case ModelKind::network:
      break;
  }
  return finish_network(context, world, cohort, fit_network(context, world, cohort));
}

}  // namespace

void train_stage(const Context& context) {
  const mpi::RankWorld world(context.ranks);
  TrainingCohort cohort(context, world);
  for (const auto& line : cohort.parts.said) context.say("train: " + line);
  Model model = train_kind(context, world, cohort);
  model.preprocessing = preprocessing_of(context);
  io::write_model(context.in_run("model.h5"), model, context.ranks);
}

}  // namespace lampyris::jobs
