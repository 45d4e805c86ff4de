// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "src/training/batches/resident_batches.hpp"
#include "src/training/engines/fused_engine.hpp"
#include "src/training/trainer.hpp"

namespace lampyris::test {

/// The data of a training, wherever it runs.
struct RigData {
  Slice genes, held;                 ///< mine
  MatrixView<const float> training;  ///< held × genes
  MatrixView<const float> heldout;   ///< my samples × genes
  std::size_t heldout_most = 0;
  BatchPlan plan;
  std::vector<double> means;  ///< of all genes
};

/// Σ(x − mean)² over this rank's values.
inline double spread(const RigData& data) {
  double total = 0;
  for (std::size_t i = 0; i < data.training.rows(); ++i) {
    for (std::size_t g = 0; g < data.training.columns(); ++g) {
      const double x = data.training(i, g) - data.means[data.genes.offset + g];
      total += x * x;
    }
  }
  return total;
}

/// Everything that training in f32 needs, put together.
struct Rig {
  Rig(const ParameterLayout& layout, TrainingState& state, const RigData& data,
      const Trainer::Settings& settings, const FusedEngine<float>::Exchange& exchange, double total)
      : batches(data.training, data.held, data.plan),
        engine(layout, state.weights.values(), rows(data), exchange),
        trainer(settings, {batches, data.heldout, data.heldout_most, data.genes.offset, data.means, total},
                engine, exchange.world) {}

  [[nodiscard]] static std::size_t rows(const RigData& data) {
    return std::max<std::size_t>(most_members(data.plan, data.held), 4);
  }

  ResidentBatches<float> batches;
  FusedEngine<float> engine;
  Trainer trainer;
};

}  // namespace lampyris::test
