// SPDX-License-Identifier: Apache-2.0
#include "jobs/train/network_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "io/cohort/scaled_samples.hpp"
#include "io/run/pipeline_group.hpp"
#include "jobs/train/learning_check.hpp"
#include "jobs/train/metrics_table.hpp"
#include "jobs/train/training_options.hpp"
#include "jobs/train/training_start.hpp"
#include "jobs/train/two_components.hpp"
#include "mpi/exchange/grid_forward_pass.hpp"
#include "src/autoencoder/node_ranges.hpp"
#include "src/base/error.hpp"
#include "src/structure/reconstruction.hpp"

namespace lampyris::jobs {
namespace {

// Of a network whose loss stood still, each with a tenth of the rate.
constexpr int most_retries = 2;

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

// From now on validation samples are training samples.
void join_validation(Split& split) {
  split.training.insert(split.training.end(), split.validation.begin(), split.validation.end());
  std::ranges::sort(split.training);
  split.validation.clear();
}

FittedNetwork fit(const Context& context, const World& world, const TrainingCohort& cohort,
                  Architecture shape, std::string folder, const Pca* components = nullptr) {
  Trained trained = run_training(watch_learning(context, cohort.split.training.size()), world, cohort, shape,
                                 {context.settings.train.epochs, false, folder, components});
  return {std::move(shape), std::move(trained), std::move(folder)};
}

// R² on validation samples, or without these on training samples.
double quality_of(const FittedNetwork& network) {
  const TrainingPosition& at = network.trained.position;
  return at.has_best() ? at.best_r2 : at.history.back().r2_train;
}

/// R² of a candidate on the validation samples.
Candidate judge(const Context& context, const World& world, const TrainingCohort& cohort, const Pca& pca,
                FittedNetwork& network) {
  Autoencoder& autoencoder = network.trained.autoencoder;
  const std::size_t code = network.shape.linear_nodes;
  Model model{std::move(autoencoder), {}, {}, cohort.scaling, {}, {}, {}};
  model.refinement = std::make_shared<CodeRefinement>(model.autoencoder);
  const auto forward_pass =
      mpi::make_forward_pass(context.settings.compute.grid, network.shape.genes, context.ranks);
  const io::ScaledSamples samples(cohort.cohort, cohort.scaling, cohort.split.validation);
  const SampleBlocks blocks{samples.count(),
                            [&](Slice part, const SampleBlocks::Use& use, std::size_t reach) {
                              samples.for_each_block(part, use, reach);
                            }};
  NoProgress silent;
  const std::vector<std::size_t> dimensions{code};
  const auto measured =
      measure_reconstruction(blocks, {*forward_pass, model, pca, dimensions}, world, silent);
  autoencoder = std::move(model.autoencoder);
  return {ModelKind::residual, code, measured[1].r_squared.global, measured[2].r_squared.global,
          measured[0].r_squared.global};
}

std::vector<std::size_t> allowed_sizes(const TrainingCohort& cohort, std::vector<std::size_t> sizes) {
  std::ranges::sort(sizes);
  const std::size_t rank = std::min(cohort.split.training.size(), cohort.genes());
  const std::size_t smallest = sizes.front();
  std::erase_if(sizes, [&](std::size_t size) { return size >= rank; });
  if (sizes.empty()) {
    throw DataError(fmt::format(
        "{} training samples have fewer than {} principal components; set a smaller code (model.code)",
        cohort.split.training.size(), smallest));
  }
  return sizes;
}

}  // namespace

FittedNetwork fit_network(const Context& context, const World& world, const TrainingCohort& cohort) {
  const Architecture shape = architecture_of(context.settings, cohort.genes());
  FittedNetwork best = fit(context, world, cohort, shape, "");
  Settings lower = context.settings;
  for (int retry = 0; retry < most_retries && rate_was_too_high(best.trained.position); ++retry) {
    context.summary(fmt::format("train: the loss stood still with train.rate = {:g}: trained again with {:g}",
                                lower.train.rate, lower.train.rate / 10));
    lower.train.rate /= 10;
    FittedNetwork again =
        fit(context.with(lower), world, cohort, shape, fmt::format("rate_{:g}", lower.train.rate));
    if (quality_of(again) > quality_of(best)) best = std::move(again);
  }
  return best;
}

BestResidual fit_best_residual(const Context& context, const World& world, const TrainingCohort& cohort,
                               const std::vector<std::size_t>& sizes, const Pca* components) {
  const auto shape_of = [&](std::size_t code) {
    return architecture_of(context.settings, cohort.genes(), code);
  };
  const auto tried = allowed_sizes(cohort, sizes);
  if (cohort.split.validation.empty()) {
    if (sizes.size() != 1) {
      throw UsageError(
          "model.code lists several sizes, of which validation samples choose: cohort.validation must be "
          "above 0, or model.code one size, as [32]");
    }
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    return {fit(context, world, cohort, shape_of(tried.front()), ""),
            {{ModelKind::residual, tried.front(), none, none, none}},
            0};
  }
  std::optional<Pca> fitted;
  if (components == nullptr) fitted = training_components(context, cohort, tried.back());
  const Pca& pca = fitted ? *fitted : *components;
  std::optional<FittedNetwork> best;
  std::vector<Candidate> candidates;
  std::size_t taken = 0;
  for (const std::size_t code : tried) {
    auto network = fit(context, world, cohort, shape_of(code),
                       sizes.size() == 1 ? "" : fmt::format("code_{}", code), &pca);
    candidates.push_back(judge(context, world, cohort, pca, network));
    if (best && !(candidates.back().refined > candidates[taken].refined)) continue;
    taken = candidates.size() - 1;
    best = std::move(network);
  }
  return {std::move(*best), std::move(candidates), taken};
}

Model finish_network(const Context& context, const World& world, TrainingCohort& cohort,
                     FittedNetwork network) {
  const Settings& settings = context.settings;
  const Architecture& shape = network.shape;
  Trained& trained = network.trained;
  const TrainingPosition learned = trained.position;
  write_metrics(context.in_run("metrics.tsv"), learned.history, context.ranks);
  say_result(context, learned);
  const double pca2 = r2_of_two_components(world, cohort);
  auto parts = cohort.split.parts();
  const bool refits = shape.linear_nodes > 0 && settings.model.refit && !cohort.split.validation.empty();
  if (refits) {
    join_validation(cohort.parts.split);
    trained =
        run_training(context, world, cohort, shape, {learned.best_epoch, true, network.folder, nullptr});
  }

  const io::ScaledSamples samples(cohort.cohort, cohort.scaling, cohort.split.training);
  const auto forward_pass = mpi::make_forward_pass(settings.compute.grid, shape.genes, context.ranks);
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
  return {.autoencoder = std::move(trained.autoencoder),
          .genes = cohort.cohort.index().genes,
          .preprocessing = {},
          .scaling = cohort.scaling,
          .training = cohort.statistics,
          .ranges = std::move(ranges),
          .parts = std::move(parts),
          .refitted = refits,
          .refinement = std::move(refinement)};
}

}  // namespace lampyris::jobs
