// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "io/cohort/scaled_samples.hpp"
#include "io/run/model_file.hpp"
#include "io/run/pipeline_group.hpp"
#include "jobs/program/stages.hpp"
#include "jobs/train/learning_check.hpp"
#include "jobs/train/manifold_run.hpp"
#include "jobs/train/training_cohort.hpp"
#include "jobs/train/training_options.hpp"
#include "jobs/train/training_run.hpp"
#include "jobs/train/two_components.hpp"
#include "mpi/exchange/grid_forward_pass.hpp"
#include "src/autoencoder/node_ranges.hpp"

namespace lampyris::jobs {
namespace {

void say_result(const Context& context, const TrainingPosition& at) {
  const EpochReport& last = at.history.back();
  if (at.has_best() && at.best_epoch == 0) {
    context.summary(
        fmt::format("train: {} epochs, none better on validation samples than PCA, with which training began "
                    "(R² {:.4f}): "
                    "the network is PCA; try more samples, a lower train.rate, or another model.code",
                    at.epoch, at.best_r2));
    return;
  }
  if (at.best_epoch == 0) {
    context.summary(fmt::format("train: {} epochs, R² on training samples {:.4f}", at.epoch, last.r2_train));
    return;
  }
  context.summary(fmt::format("train: {} epochs, best {}, R² on validation samples {:.4f} (training {:.4f})",
                              at.epoch, at.best_epoch, at.best_r2, at.history[at.best_epoch - 1].r2_train));
}

Pipeline preprocessing_of(const Context& context) {
  if (context.settings.cohort.preprocess.empty()) return {};
  return io::read_pipeline_file(context.in_run("preprocessing.h5"), context.ranks);
}

// From now on validation samples are training samples.
void join_validation(Split& split) {
  split.training.insert(split.training.end(), split.validation.begin(), split.validation.end());
  std::ranges::sort(split.training);
  split.validation.clear();
}

Model train_network(const Context& context, const World& world, TrainingCohort& cohort) {
  const Settings& settings = context.settings;
  const Architecture shape = architecture_of(settings, cohort.genes());
  Trained trained = run_training(watch_learning(context, cohort.split.training.size()), world, cohort, shape,
                                 {settings.train.epochs});
  say_result(context, trained.position);
  const TrainingPosition learned = trained.position;
  const double pca2 = r2_of_two_components(context, world, cohort);
  auto parts = cohort.split.parts();
  const bool refits = shape.linear_nodes > 0 && settings.model.refit && !cohort.split.validation.empty();
  if (refits) {
    join_validation(cohort.parts.split);
    trained = run_training(context, world, cohort, shape, {trained.position.best_epoch, true});
  }

  const io::ScaledSamples samples(cohort.cohort, cohort.scaling, cohort.split.training);
  const auto forward_pass = mpi::make_forward_pass(context.settings.compute.grid, shape.genes, context.ranks);
  const auto read = [&](Slice part) { return samples.read(part); };
  std::shared_ptr<const CodeRefinement> refinement;
  std::unique_ptr<ForwardPass> refining;
  if (shape.linear_nodes > 0) {
    refinement = std::make_shared<CodeRefinement>(trained.autoencoder);
    refining = std::make_unique<RefiningForwardPass>(*forward_pass, *refinement);
  }
  auto ranges =
      node_ranges(world, refining ? *refining : *forward_pass, trained.autoencoder, samples.count(), read);
  const auto warning = learning_warning(settings, {learned, ranges, pca2});
  if (!warning.empty()) context.summary(warning);
  return {std::move(trained.autoencoder),
          cohort.cohort.index().genes,
          preprocessing_of(context),
          cohort.scaling,
          cohort.statistics,
          std::move(ranges),
          std::move(parts),
          std::nullopt,
          refits,
          std::move(refinement)};
}

Model train_manifold(const Context& context, const World& world, const TrainingCohort& cohort) {
  TrainedManifold trained = run_manifold(context, world, cohort);
  const Architecture shape{
      cohort.genes(), {trained.model.nodes.count()}, Activation::linear, Activation::linear, false};
  return {Autoencoder(shape, ParameterStore{}),
          cohort.cohort.index().genes,
          preprocessing_of(context),
          cohort.scaling,
          cohort.statistics,
          {std::move(trained.range)},
          cohort.split.parts(),
          std::move(trained.model),
          trained.refitted};
}

}  // namespace

void train_stage(const Context& context) {
  const mpi::RankWorld world(context.ranks);
  TrainingCohort cohort(context, world);
  const Model model = context.settings.model.kind == ModelKind::manifold
                          ? train_manifold(context, world, cohort)
                          : train_network(context, world, cohort);
  io::write_model(context.in_run("model.h5"), model, context.ranks);
}

}  // namespace lampyris::jobs
