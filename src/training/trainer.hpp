#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "src/base/world.hpp"
#include "src/statistics/r_squared.hpp"
#include "src/training/batches/batch_source.hpp"
#include "src/training/engines/engine.hpp"
#include "src/training/optimiser.hpp"
#include "src/training/training_state.hpp"

namespace lampyris {

enum class TrainingEnd { all_epochs, early, stopped };

/// Trains an autoencoder on samples and genes that are distributed over ranks. The engine computes the
/// gradient of every step, the optimiser moves the weights that this rank holds.
class Trainer {
 public:
  struct Settings {
    std::size_t epochs = 1;
    std::size_t patience = 0;  ///< epochs without a better held-out R² before training stops; 0 = never
    OptimiserSettings optimiser;
  };

  /// What is trained on and measured with. The views must outlive the trainer.
  struct Data {
    BatchSource& batches;
    Numbers heldout;                    ///< my group's share of the held-out samples × my genes
    std::size_t heldout_most = 0;       ///< no group has more of them
    std::size_t first_gene = 0;         ///< of my genes
    std::vector<double> training_mean;  ///< one value a gene, of all genes
    double training_total = 0;          ///< Σ(x − mean)² over all training samples and genes
  };

  /// What training asks for and tells while it runs; each may be empty.
  struct Hooks {
    std::function<bool()> stop_asked;  ///< on any rank: after this step, save and end
    std::function<bool()> save_due;    ///< on any rank: after this step, save and go on
    std::function<void()> step_done;
    std::function<void(const TrainingState&)> save;  ///< called by all ranks together
    std::function<void(const TrainingState&, const EpochReport&)>
        epoch_done;  ///< called by all ranks together
  };

  /// `engine` reads the weights of the state that run() is given.
  Trainer(const Settings& settings, Data data, Engine& engine, const World& world);

  /// Collective. Goes on from `state` until the epochs are done, held-out R² gets no better, or a stop is
  /// asked for. Throws Error, alike on all ranks, when the loss is not finite: names step and layer, nothing
  /// is saved.
  TrainingEnd run(TrainingState& state, const Hooks& hooks);

 private:
  struct Wishes {
    bool stop, save;
  };
  class Descent;
  [[nodiscard]] bool done(const TrainingPosition& position) const;
  [[nodiscard]] Wishes step(TrainingState& state, const Hooks& hooks);
  void finish_epoch(TrainingState& state);
  [[nodiscard]] double heldout_r2();
  [[noreturn]] void diverged(const TrainingState& state, const Batch& batch);

  Settings settings_;
  Data data_;
  Engine& engine_;
  const World& world_;
  Matrix<float> gradient_;
};

/// Puts the best epoch's weights in place of the last; nothing when no epoch had a held-out R².
void take_best(TrainingState& state);

}  // namespace lampyris
