#include "jobs/run/stage_table.hpp"

#include <algorithm>
#include <sstream>

#include "io/expression/matrix_market.hpp"
#include "jobs/program/stages.hpp"
#include "jobs/reference/reference_stage.hpp"
#include "jobs/settings/keys.hpp"

namespace lampyris::jobs {

std::span<const Stage> stages() {
  static const std::vector<Stage> table{
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
       {"run.seed", "cohort.preprocess", "cohort.gene_lengths", "cohort.heldout", "cohort.split_by"},
       {"import"},
       {},
       {"prepared.h5", "preprocessing.h5"}},
      {"train",
       "train the autoencoder: model.h5, metrics.tsv, checkpoints/",
       train_stage,
       {"run.seed", "cohort.scale", "cohort.heldout", "cohort.split_by", "model", "train"},
       {"import", "preprocess"},
       {"model.h5", "metrics.tsv"},
       {}},
      {"reference",
       "PCA of the training samples, and R² of both: pca.h5, reconstruction.tsv",
       reference_stage,
       {"structure.pca"},
       {"import", "preprocess", "train"},
       {"pca.h5", "reconstruction.tsv", "r2_per_gene.tsv", "r2_per_sample.tsv"},
       {}},
      {"attribute",
       "which genes light up each node: attribution.h5, top_genes.tsv, signatures.gmt",
       attribute_stage,
       {"attribute"},
       {"train"},
       {"attribution.h5", "top_genes.tsv", "signatures.gmt"},
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
       {}},
      {"modules",
       "which disease modules follow from cases and controls: modules.tsv, modules.gmt, classifiers.tsv",
       modules_stage,
       {"run.seed", "modules"},
       {"import", "preprocess", "train", "attribute"},
       {},
       {"modules.tsv", "module_genes.tsv", "classifiers.tsv", "combined.tsv", "modules.gmt"}},
      {"report",
       "all of it to look at: report.html",
       report_stage,
       {"report"},
       {"import", "train", "reference", "attribute", "interactome", "structure", "modules"},
       {"report.html"},
       {}},
  };
  return table;
}

namespace {

void add_input(std::vector<std::filesystem::path>& files, const std::filesystem::path& input) {
  const auto parts = io::files_of_input(input);
  files.insert(files.end(), parts.begin(), parts.end());
}

}  // namespace

std::vector<std::filesystem::path> inputs_of(const Stage& stage, const Settings& settings) {
  std::vector<std::filesystem::path> files;
  if (stage.name == "import") {
    for (const auto& input : settings.cohort.inputs) add_input(files, input);
    files.push_back(settings.cohort.annotation);
    files.push_back(settings.cohort.ids);
  } else if (stage.name == "preprocess") {
    files.push_back(settings.cohort.gene_lengths);
  } else if (stage.name == "attribute") {
    files.push_back(settings.attribute.truth);
  } else if (stage.name == "interactome") {
    files = {settings.interactome.edges, settings.interactome.aliases};
  } else if (stage.name == "modules") {
    files = settings.modules.gene_sets;
    files.push_back(settings.modules.gene_ids);
    for (const auto& contrast : settings.modules.contrasts) {
      add_input(files, contrast.cohort);
      for (const auto& file : {contrast.annotation, contrast.ids}) files.push_back(file);
    }
  }
  std::erase(files, std::filesystem::path());
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

std::string settings_of(const Stage& stage, const Settings& settings) {
  toml::table used;
  const auto belongs = [&](const std::string& key) {
    return std::any_of(stage.keys.begin(), stage.keys.end(), [&](const auto& name) {
      return key == name || (name.find('.') == std::string::npos && key.starts_with(name + "."));
    });
  };
  for (const auto& key : job_keys()) {
    // How often a checkpoint is written changes no result.
    if (belongs(key.name) && key.name != "train.checkpoint_minutes") key.write(settings, used, key.name);
  }
  if (belongs("modules.contrast")) {
    for (const auto& contrast : settings.modules.contrasts) {
      toml::table table;
      for (const auto& key : contrast_keys()) key.write(contrast, table, key.name);
      used.insert("contrast " + contrast.name, table);
    }
  }
  std::ostringstream text;
  text << used;
  return text.str();
}

}  // namespace lampyris::jobs
