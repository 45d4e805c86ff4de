// SPDX-License-Identifier: Apache-2.0
#include "jobs/train/training_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "mpi/agreement.hpp"
#include "src/autoencoder/residual_start.hpp"
#include "src/base/error.hpp"
#include "src/linalg/gemm.hpp"
#include "src/training/engines/tree_sum.hpp"

namespace lampyris::jobs {

Architecture architecture_of(const Settings& settings, std::size_t genes, std::size_t code) {
  const Settings::Model& model = settings.model;
  Architecture shape{genes, model.widths, model.hidden, model.output, model.tied};
  shape.normalised = model.layer_norm;
  if (code > 0) shape = residual_architecture(std::move(shape), {model.widths, code});
  require_tieable(shape);
  if (settings.cohort.scale == ScalingMethod::zscore && shape.output == Activation::sigmoid) {
    throw UsageError(
        "model.output = \"sigmoid\" cannot reach values scaled by cohort.scale = \"zscore\": use output = "
        "\"linear\" or scale = \"minmax\"");
  }
  const bool scalapack = settings.compute.engine == EngineKind::scalapack;
  if (scalapack && (shape.normalised || shape.hidden == Activation::gelu)) {
    throw UsageError(
        "compute.engine = \"scalapack\" has neither model.layer_norm nor model.hidden = \"gelu\": use "
        "compute.engine = \"fused\", or an elu without layer norm");
  }
  if (shape.tied && model.init == InitialWeights::pca) {
    throw UsageError("model.init = \"pca\" sets encoder and decoder apart: it needs model.tied = false");
  }
  return shape;
}

std::vector<std::size_t> manifold_sizes(const Settings& settings, std::size_t training_samples) {
  constexpr std::size_t few = 100;
  std::vector<std::size_t> sizes = settings.model.code;
  if (training_samples < few && sizes == Settings().model.code) sizes.insert(sizes.begin(), {4, 8});
  return sizes;
}

Precision automatic_precision(const Settings& settings) {
  const bool can = settings.compute.engine == EngineKind::fused && cpu_has_bfloat16();
  return can ? Precision::bf16 : Precision::f32;
}

Precision precision_of(const Settings& settings) {
  const auto asked = settings.train.precision;
  const bool only_f32 = settings.compute.engine != EngineKind::fused;
  if (only_f32 && asked == Precision::bf16) {
    throw UsageError(
        fmt::format("train.precision = \"bf16\": the engine \"{}\" computes in f32 or better; use "
                    "compute.engine = \"fused\"",
                    word_of(settings.compute.engine)));
  }
  if (only_f32 && settings.train.reproducible) {
    throw UsageError(fmt::format("train.reproducible = true needs compute.engine = \"fused\", not \"{}\"",
                                 word_of(settings.compute.engine)));
  }
  if (!asked) return automatic_precision(settings);
  if (asked == Precision::bf16 && !cpu_multiplies_bfloat16()) {
    throw UsageError(
        "train.precision = \"bf16\": this processor cannot multiply it (no AVX-512); use f32 or auto");
  }
  return *asked;
}

Precision precision_of(const Settings& settings, const mpi::Communicator& ranks) {
  const Precision mine = mpi::agreed(ranks, [&] { return precision_of(settings); });
  return ranks.all(mine == Precision::bf16) ? Precision::bf16 : Precision::f32;
}

mpi::GridLimits grid_limits(const Settings& settings, std::size_t genes) {
  mpi::GridLimits limits{.genes = genes, .sample_groups = settings.train.batch};
  if (settings.train.reproducible) {
    limits.sample_groups = std::min(limits.sample_groups, tree_leaves);
    limits.gene_groups = tree_leaves;
  }
  return limits;
}

OptimiserSettings optimiser_of(const Settings& settings, std::size_t steps_per_epoch) {
  const Settings::Train& train = settings.train;
  if (train.weight_decay > 0 && train.optimiser != Method::adamw) {
    throw UsageError(
        fmt::format("train.weight_decay belongs to train.optimiser = \"adamw\"; with \"{}\" use train.l2",
                    word_of(train.optimiser)));
  }
  if (train.reproducible && train.clip > 0) {
    throw UsageError(
        "train.clip needs the gradient's norm, whose last bits depend on the grid: with "
        "train.reproducible = true it must be 0");
  }
  const auto updates = [&](double epochs) {
    return static_cast<std::uint64_t>(std::llround(epochs * static_cast<double>(steps_per_epoch)));
  };
  OptimiserSettings optimiser;
  optimiser.method = train.optimiser;
  optimiser.schedule.kind = train.schedule;
  optimiser.schedule.rate = train.rate;
  optimiser.schedule.decay = train.decay;
  optimiser.schedule.updates = std::max<std::uint64_t>(1, updates(static_cast<double>(train.epochs)));
  optimiser.schedule.step_updates =
      std::max<std::uint64_t>(1, updates(static_cast<double>(train.step_epochs)));
  optimiser.schedule.step_factor = train.step_factor;
  optimiser.schedule.warmup_updates = updates(train.warmup_epochs);
  optimiser.momentum = train.momentum;
  optimiser.weight_decay = train.weight_decay;
  optimiser.l1 = train.l1;
  optimiser.l2 = train.l2;
  optimiser.clip = train.clip;
  return optimiser;
}

Corruption corruption_of(const Settings& settings, std::vector<double> mean) {
  const Settings::Train& train = settings.train;
  using Noise = Corruption::Noise;
  if ((train.noise == Noise::masking || train.noise == Noise::imputing) && train.noise_level >= 1) {
    throw UsageError(
        fmt::format("train.noise_level = {}: with train.noise = \"{}\" it is the share of "
                    "values that are replaced, below 1",
                    train.noise_level, word_of(train.noise)));
  }
  const Corruption corruption{train.noise, train.noise_level, train.dropout, settings.run.seed,
                              std::move(mean)};
  if (corruption.any() && train.reproducible) {
    throw UsageError("train.noise and train.dropout need train.reproducible = false");
  }
  return corruption;
}

Sparsity sparsity_of(const Settings& settings) {
  const Settings::Train& train = settings.train;
  using Kind = Sparsity::Kind;
  const Kind kind = train.sparsity;
  if (kind == Kind::kl && settings.model.hidden != Activation::sigmoid) {
    throw UsageError(
        fmt::format("train.sparsity = \"kl\" is for activations between 0 and 1: it needs "
                    "model.hidden = \"sigmoid\", not \"{}\"",
                    word_of(settings.model.hidden)));
  }
  if (kind != Kind::none && (settings.compute.engine != EngineKind::fused || train.reproducible)) {
    throw UsageError("train.sparsity needs compute.engine = \"fused\" and train.reproducible = false");
  }
  if (kind != Kind::none && settings.model.kind != ModelKind::network) {
    throw UsageError(
        "train.sparsity is for model.kind = \"network\": the code of a residual one is no activation");
  }
  return {kind, train.sparsity_weight, train.sparsity_target};
}

HiddenNoise hidden_noise_of(const Settings& settings, std::vector<double> code_sd) {
  const double on_code = settings.model.kind == ModelKind::network ? 0 : settings.model.code_noise;
  const HiddenNoise noise{settings.train.hidden_dropout, on_code, std::move(code_sd), settings.run.seed};
  if (noise.any() && settings.train.reproducible) {
    throw UsageError("train.hidden_dropout and model.code_noise need train.reproducible = false");
  }
  if (noise.any() && settings.compute.engine == EngineKind::scalapack) {
    throw UsageError(
        "train.hidden_dropout and model.code_noise need compute.engine = \"fused\" or \"serial\", not "
        "\"scalapack\"");
  }
  return noise;
}

}  // namespace lampyris::jobs
