// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "jobs/program/context.hpp"
#include "src/autoencoder/model.hpp"
#include "src/modules/contrast.hpp"
#include "src/projection/cohort_projection.hpp"

namespace lampyris::jobs {

/// A contrast with its samples ready for the encoder.
struct PreparedContrast {
  Contrast contrast;
  Projection mine;     ///< this rank's share of the contrast's samples
  double clamped = 0;  ///< fraction, over all ranks
};

/// Collective. Imports the cohort of the contrast, when it has one of its own, to cohorts/<name>.h5. Throws
/// DataError for what cannot be imported.
void import_contrast(const Context& context, const Settings::Contrast& settings);

/// Collective. Throws what prepare_contrast throws, and reads values only where that depends on them.
void check_contrast(const Context& context, const Model& model, const Settings::Contrast& settings);

/// Collective. The contrast on the training cohort (all its samples, training and held out; each rank reads
/// its share), or on its own cohort, which was imported and is held whole by every rank while it is
/// projected: 4 bytes a value. Throws UsageError and DataError, alike on all ranks, for whatever makes the
/// contrast unusable.
[[nodiscard]] PreparedContrast prepare_contrast(const Context& context, const Model& model,
                                                const Settings::Contrast& settings);

}  // namespace lampyris::jobs
