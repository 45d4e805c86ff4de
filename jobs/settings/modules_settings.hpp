// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "jobs/settings/choices.hpp"
#include "src/cohort/collapse.hpp"
#include "src/projection/cohort_projection.hpp"

namespace lampyris::jobs {

/// One [[modules.contrast]] of the job file.
struct ContrastSettings {
  std::string name;
  std::filesystem::path cohort, annotation, ids;
  std::string layer, gene_field;
  std::optional<Collapse> collapse;
  std::string cases, controls;
  std::string group;
  std::string disease;
  ContrastSteps preprocess = ContrastSteps::training;
  Standardise standardise = Standardise::within;
};

/// The section [modules] of the job file.
struct ModulesSettings {
  std::vector<std::filesystem::path> gene_sets;
  std::filesystem::path gene_ids;
  std::size_t gene_set_top = 1000;
  double gwas_p = 5e-8;
  GwasGenes gwas_genes = GwasGenes::mapped;
  double disgenet_score = 0.3;
  std::vector<std::string> sets;
  std::size_t top = 0;
  std::size_t permutations = 1000;
  std::size_t max_permutations = 10000;
  double max_missing = 0.6;
  double penalty = 1.0;
  std::vector<ContrastSettings> contrasts;
};

}  // namespace lampyris::jobs
