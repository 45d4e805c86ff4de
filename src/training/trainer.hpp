#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "src/base/world.hpp"
#include "src/training/batch_source.hpp"
#include "src/training/gradient.hpp"
#include "src/training/r_squared.hpp"
#include "src/training/sample_axis.hpp"
#include "src/training/training_state.hpp"

namespace lampyris {

enum class TrainingEnd { all_epochs, early, stopped };

/// Trains an autoencoder with Adam on samples that are dealt over ranks. Every rank holds all weights; the
/// ranks' gradients are added up once a step.
class Trainer {
 public:
  struct Settings {
    std::size_t epochs = 1;
    std::size_t patience = 0;  ///< epochs without a better held-out R² before training stops; 0 = never
    double rate = 1e-4;        ///< of Adam, before decay
  };

  /// Scaled samples. The views must outlive the trainer.
  struct Data {
    MatrixView<const float> training;  ///< training samples `held` of [0, plan.samples)
    Slice held;
    BatchSource::Plan plan;
    MatrixView<const float> heldout;    ///< my share of the held-out samples; each on one rank
    std::vector<double> training_mean;  ///< one value a gene
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

  /// Collective.
  Trainer(const Architecture& architecture, const Settings& settings, Data data, const World& world,
          const SampleAxis& axis);

  /// Collective. Goes on from `state` until the epochs are done, held-out R² gets no better, or a stop is
  /// asked for. Throws Error, alike on all ranks, when the loss is not finite: names step and layer, nothing
  /// is saved.
  TrainingEnd run(TrainingState& state, const Hooks& hooks);

  /// Steps of an epoch.
  [[nodiscard]] std::size_t steps() const { return batches_.steps(); }

 private:
  struct Wishes {
    bool stop, save;
  };
  [[nodiscard]] bool done(const TrainingPosition& position) const;
  [[nodiscard]] Wishes step(TrainingState& state, const Hooks& hooks);
  void finish_epoch(TrainingState& state);
  [[nodiscard]] double heldout_r2(const Autoencoder& autoencoder);
  [[noreturn]] void diverged(const TrainingState& state, const Batch& batch);

  Settings settings_;
  Data data_;
  const World& world_;
  const SampleAxis& axis_;
  BatchSource batches_;
  Gradient gradient_;
  Matrix<float> exchange_;     // the flat gradient, then error and wishes: one sum a step
  double training_total_ = 0;  // Σ(x − mean)² over all training samples and genes
};

/// Puts the best epoch's weights in place of the last; nothing when no epoch had a held-out R².
void take_best(TrainingState& state);

}  // namespace lampyris
