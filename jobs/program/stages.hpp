// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "jobs/program/context.hpp"

namespace lampyris::jobs {

// The stages of `lampyris run`, in order. Each is collective, reads the run directory and the settings, and
// leaves its files in the run directory. Each throws UsageError or DataError before it has written anything
// when a setting or an input cannot be used.

/// Any supported inputs → cohort.h5.
void import_stage(const Context& context);
/// cohort.h5 → prepared.h5, preprocessing.h5; nothing when there are no steps.
void preprocess_stage(const Context& context);
/// cohort.h5 → model.h5, metrics.tsv, checkpoints/.
void train_stage(const Context& context);
/// cohort.h5, model.h5 → pca.h5 (principal components of the training samples in the model's scaling) and
/// reconstruction.tsv (R² of the autoencoder and of PCA in several dimensions on the training and the
/// held-out samples).
void reference_stage(const Context& context);
/// model.h5 → attribution.h5, top_genes.tsv, signatures.gmt.
void attribute_stage(const Context& context);
/// attribution.h5, edges → interactome.tsv.
void interactome_stage(const Context& context);
/// cohort.h5, model.h5, pca.h5 → structure.tsv, latent.h5ad.
void structure_stage(const Context& context);
/// model.h5, contrasts, gene sets → modules.tsv, modules.gmt, classifiers.tsv, combined.tsv.
void modules_stage(const Context& context);
/// The stages above for each member of the ensemble (run.seeds) → members/, stability.tsv, consensus.tsv,
/// *_ensemble.tsv.
void ensemble_stage(const Context& context);
/// Says which members failed when the ensemble was made; "" when none did. Not collective.
std::string failed_members(const Settings& settings);
/// Everything above → report.html.
void report_stage(const Context& context);

}  // namespace lampyris::jobs
