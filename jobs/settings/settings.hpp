// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "jobs/settings/choices.hpp"
#include "jobs/settings/modules_settings.hpp"
#include "jobs/settings/sweep_grid.hpp"
#include "src/attribution/light_up.hpp"
#include "src/autoencoder/architecture.hpp"
#include "src/cohort/collapse.hpp"
#include "src/cohort/scaling.hpp"
#include "src/linalg/bfloat16.hpp"
#include "src/training/batches/corrupted_batches.hpp"
#include "src/training/engines/sparsity.hpp"
#include "src/training/optimiser.hpp"

namespace lampyris::jobs {

/// The resolved job file. Here stand the defaults of the preset dwivedi2020; what another preset changes
/// stands in presets.cpp; what each key means, its range and its help stand in the tables <section>_keys.cpp.
/// An optional without a value is "auto". Paths are absolute, or empty when not given.
struct Settings {
  Preset preset = Preset::dwivedi2020;

  struct Run {
    std::filesystem::path directory = "runs/lampyris";
    std::uint64_t seed = 1;
    std::uint64_t split_seed = 1;
    std::optional<std::size_t> seeds = 1;
    std::size_t resample = 0;
    double max_hours = 0;
  } run;

  struct Cohort {
    std::vector<std::filesystem::path> inputs;
    std::filesystem::path annotation, ids;
    std::string format = "auto";
    std::string layer, gene_field;
    std::string select;
    CohortGenes genes = CohortGenes::common;
    std::optional<Collapse> collapse;
    std::vector<std::string> preprocess;
    std::filesystem::path gene_lengths;
    ScalingMethod scale = ScalingMethod::minmax;
    double clip = 0;
    double validation = 0.1;
    double heldout = 0.1;
    std::string split_by = "auto";
  } cohort;

  struct Model {
    std::optional<ModelKind> kind = ModelKind::network;
    std::vector<std::size_t> code = {16, 32, 64};
    bool refit = true;
    std::size_t turns = 5;
    std::size_t landmarks = 2048;
    std::vector<std::size_t> widths = {512, 512, 512};
    Activation hidden = Activation::sigmoid;
    Activation output = Activation::sigmoid;
    InitialWeights init = InitialWeights::glorot;
    bool tied = false;
    bool layer_norm = false;
    double code_noise = 0;
  } model;

  struct Train {
    std::size_t epochs = 100;
    std::size_t batch = 256;
    double rate = 1e-4;
    std::size_t patience = 10;
    double checkpoint_minutes = 10;
    std::optional<Precision> precision;
    bool reproducible = false;
    Method optimiser = Method::adam;
    double momentum = 0.9;
    double weight_decay = 0;
    double l1 = 0, l2 = 0;
    double clip = 0;
    Schedule::Kind schedule = Schedule::Kind::inverse_time;
    double decay = 1e-6;
    std::size_t step_epochs = 30;
    double step_factor = 0.1;
    double warmup_epochs = 0;
    double average = 0;
    Corruption::Noise noise = Corruption::Noise::none;
    double noise_level = 0.1;
    double dropout = 0;
    double hidden_dropout = 0;
    Sparsity::Kind sparsity = Sparsity::Kind::none;
    double sparsity_weight = 1e-3;
    double sparsity_target = 0.05;
  } train;

  struct Compute {
    EngineKind engine = EngineKind::fused;
    std::string grid = "auto";
    std::string memory_per_rank = "auto";
    double heartbeat_seconds = 10;
    double stall_minutes = 10;
  } compute;

  struct Attribute {
    AttributionMethod method = AttributionMethod::light_up;
    Reference reference = Reference::min;
    Level level = Level::max;
    std::size_t top = 1000;
    std::optional<Signatures> signatures;
    std::vector<std::filesystem::path> name_sets;
    std::filesystem::path truth;
  } attribute;

  struct Interactome {
    std::filesystem::path edges;
    std::filesystem::path aliases;
    double score = 700;
    std::vector<std::size_t> top = {100, 1000};
    std::size_t null_sets = 1000;
  } interactome;

  struct Structure {
    std::vector<std::string> labels;
    std::string blocks;
    std::vector<std::size_t> pca = {2, 512};
    std::size_t permutations = 1000;
    std::size_t max_samples = 4000;
  } structure;

  using Contrast = ContrastSettings;
  using Modules = ModulesSettings;
  Modules modules;

  struct Report {
    std::vector<std::string> colour_by;
  } report;

  std::vector<SweepGrid> sweep;  ///< [sweep]: read by `lampyris sweep` alone
};

}  // namespace lampyris::jobs
