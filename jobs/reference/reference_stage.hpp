#pragma once

#include "jobs/program/context.hpp"

namespace lampyris::jobs {

/// Collective. What the autoencoder is measured against: cohort.h5, model.h5 → pca.h5 (principal components
/// of the training samples in the model's scaling) and reconstruction.tsv (R² of the autoencoder and of PCA
/// in several dimensions on the training and the held-out samples).
void reference_stage(const Context& context);

}  // namespace lampyris::jobs
