// SPDX-License-Identifier: Apache-2.0
#include "jobs/run/stage_table.hpp"

#include <algorithm>

#include "io/expression/matrix_market.hpp"
#include "jobs/program/stages.hpp"
#include "jobs/settings/keys.hpp"

namespace lampyris::jobs {
namespace {

std::vector<Stage> stages_of_training() {
  return {
      {"import",
       "any supported input to a training-ready cohort.h5",
       import_stage,
       {"cohort.inputs", "cohort.annotation", "cohort.ids", "cohort.format", "cohort.layer",
        "cohort.gene_field", "cohort.select", "cohort.genes", "cohort.collapse", "cohort.clip"},
       {},
       {"cohort.h5", "cohort.ids.tsv"},
       {}},
      {"preprocess",
       "steps between import and training, fitted on training samples: prepared.h5, preprocessing.h5",
       preprocess_stage,
       {"run.split_seed", "run.resample", "cohort.preprocess", "cohort.gene_lengths", "cohort.validation",
        "cohort.heldout", "cohort.split_by"},
       {"import"},
       {},
       {"prepared.h5", "preprocessing.h5"}},
      {"train",
       "train the autoencoder: model.h5, metrics.tsv, checkpoints/",
       train_stage,
       {"run.seed", "run.split_seed", "run.resample", "cohort.scale", "cohort.validation", "cohort.heldout",
        "cohort.split_by", "model", "train"},
       {"import", "preprocess"},
       {"model.h5", "metrics.tsv"},
       {"manifold.tsv", "candidates.tsv"}},
      {"reference",
       "PCA of the training samples, and R² of both: pca.h5, reconstruction.tsv",
       reference_stage,
       {"structure.pca"},
       {"import", "preprocess", "train"},
       {"pca.h5", "reconstruction.tsv", "r2_per_gene.tsv", "r2_per_sample.tsv"},
       {}},
  };
}

std::vector<Stage> stages_of_analysis() {
  return {
      {"attribute",
       "which genes light up each node: attribution.h5, top_genes.tsv, signatures.gmt, nodes.tsv",
       attribute_stage,
       {"attribute", "modules.gene_sets", "modules.gene_ids", "modules.gene_set_top", "modules.gwas_p",
        "modules.gwas_genes", "modules.disgenet_score"},
       {"import", "preprocess", "train"},
       {"attribution.h5", "top_genes.tsv", "signatures.gmt", "nodes.tsv"},
       {"programs.tsv"}},
      {"interactome",
       "whether those genes sit together in the protein network: interactome.tsv",
       interactome_stage,
       {"run.seed", "interactome"},
       {"attribute"},
       {},
       {"interactome.tsv", "interactome_trend.tsv"}},
      {"structure",
       "how samples cluster layer by layer: structure.tsv, latent.h5ad",
       structure_stage,
       {"run.seed", "structure"},
       {"import", "preprocess", "train", "reference"},
       {"structure.tsv", "structure_classes.tsv", "map.tsv", "latent.h5ad"},
       {"structure_unseen.tsv"}},
      {"modules",
       "which disease modules follow from cases and controls: modules.tsv, modules.gmt, classifiers.tsv",
       modules_stage,
       {"run.seed", "modules"},
       {"import", "preprocess", "train", "attribute"},
       {},
       {"modules.tsv", "module_genes.tsv", "classifiers.tsv", "combined.tsv", "modules.gmt"}},
  };
}

std::vector<Stage> stages_of_the_whole() {
  return {
      {"ensemble",
       "what other seeds or other donors give: stability.tsv, consensus.tsv, *_ensemble.tsv",
       ensemble_stage,
       {"run.seed", "run.seeds", "run.split_seed", "run.resample", "cohort.scale", "cohort.validation",
        "cohort.heldout", "cohort.split_by", "model", "train", "structure", "attribute", "interactome",
        "modules"},
       {"import", "preprocess", "train", "reference", "attribute", "interactome", "structure", "modules"},
       {},
       {"consensus.tsv", "consensus_genes.tsv", "consensus.gmt", "stability.tsv",
        "reconstruction_ensemble.tsv", "structure_ensemble.tsv", "interactome_ensemble.tsv",
        "modules_ensemble.tsv"},
       {},
       failed_members},
      {"report",
       "all of it to look at: report.html",
       report_stage,
       {"report"},
       {"import", "train", "reference"},
       {"report.html"},
       {},
       {"attribute", "interactome", "structure", "modules", "ensemble"}},
  };
}

template <class Owner>
void add_inputs(std::vector<std::filesystem::path>& files, const Key<Owner>& key, const Owner& owner) {
  if (key.input == InputKind::none) return;
  for (const auto& path : key.paths(owner)) {
    const auto parts = key.input == InputKind::expression ? io::files_of_input(path) : std::vector{path};
    files.insert(files.end(), parts.begin(), parts.end());
  }
}

}  // namespace

std::span<const Stage> stages() {
  static const auto table = [] {
    auto all = stages_of_training();
    for (auto& stage : stages_of_analysis()) all.push_back(stage);
    for (auto& stage : stages_of_the_whole()) all.push_back(stage);
    return all;
  }();
  return table;
}

std::span<const LeftOutKey> keys_of_no_stage() {
  static const LeftOutKey keys[] = {
      {"preset", "names the defaults; the values themselves are in the fingerprints"},
      {"run.directory", "a run may be moved"},
      {"run.max_hours", "when a run is interrupted changes no result"},
      {"train.checkpoint_minutes", "how often a checkpoint is written changes no result"},
      {"compute",
       "engine, grid and memory change the order of sums, and so the last digits of the weights alone: a "
       "model "
       "that stands is as good"},
  };
  return keys;
}

bool uses(const Stage& stage, const std::string& key) {
  return !is_left_out(key, keys_of_no_stage()) &&
         std::any_of(stage.keys.begin(), stage.keys.end(),
                     [&](const std::string& name) { return names_key(name, key); });
}

std::vector<std::filesystem::path> inputs_of(const Stage& stage, const Settings& settings) {
  std::vector<std::filesystem::path> files;
  for (const auto& key : job_keys()) {
    if (uses(stage, key.name)) add_inputs(files, key, settings);
  }
  if (uses(stage, "modules.contrast")) {
    for (const auto& contrast : settings.modules.contrasts) {
      for (const auto& key : contrast_keys()) add_inputs(files, key, contrast);
    }
  }
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

std::vector<std::string> files_of(const Stage& stage, const Settings& settings) {
  std::vector<std::string> files = stage.outputs;
  files.insert(files.end(), stage.tables.begin(), stage.tables.end());
  if (stage.name == "modules") {
    for (const auto& contrast : settings.modules.contrasts) {
      if (!contrast.cohort.empty()) files.push_back("cohorts/" + contrast.name + ".h5");
    }
  }
  return files;
}

std::string settings_of(const Stage& stage, const Settings& settings) {
  return text_of_keys(settings, [&](const std::string& key) { return uses(stage, key); });
}

}  // namespace lampyris::jobs
