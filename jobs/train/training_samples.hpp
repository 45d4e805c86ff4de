// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "jobs/train/training_partition.hpp"
#include "src/linalg/bfloat16.hpp"
#include "src/linalg/matrix.hpp"
#include "src/training/batches/batch_source.hpp"

namespace lampyris::jobs {

/// This rank's part of the cohort, scaled.
template <class Number>
struct LoadedSamples {
  Matrix<Number> training;  ///< my training samples × my genes; no rows when they are streamed
  Matrix<Number> heldout;   ///< my validation samples × my genes
  double total = 0;         ///< Σ(x − mean)² over all training samples and genes
};

/// Collective. Reads my part and says how many validation values had to be clamped. `streamed`: the training
/// samples are gone through once and not kept.
template <class Number>
[[nodiscard]] LoadedSamples<Number> load_samples(const TrainingTask& task, const TrainingPartition& mine,
                                                 bool streamed);

/// Not collective. The batches of the training samples: from `samples`, which must outlive them, or from
/// cohort.h5 while training.
template <class Number>
[[nodiscard]] std::unique_ptr<BatchSource> make_batches(const TrainingTask& task,
                                                        const TrainingPartition& mine,
                                                        const LoadedSamples<Number>& samples, bool streamed);

}  // namespace lampyris::jobs
