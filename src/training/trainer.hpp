// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "src/autoencoder/pinned_weights.hpp"
#include "src/base/error.hpp"
#include "src/base/world.hpp"
#include "src/statistics/r_squared.hpp"
#include "src/training/batches/batch_source.hpp"
#include "src/training/engines/engine.hpp"
#include "src/training/optimiser.hpp"
#include "src/training/training_state.hpp"

namespace lampyris {

/// Why training ended: after all epochs, for want of progress, or because it was asked to.
enum class TrainingEnd { all_epochs, early, stopped };

/// The loss is no longer finite (exit code 1).
class Divergence : public Error {
 public:
  /// `message` is one line that names step and layer.
  explicit Divergence(const std::string& message) : Error(ExitCode::failed, message) {}
};

/// Trains an autoencoder on samples and genes that are distributed over ranks. A step is
///
///   batch     the members that my sample group holds of the next global batch, of my genes
///   forward   the engine encodes and decodes them; my part of the squared error
///   loss      the error over all ranks; all stop here when it is not finite
///   backward  the engine computes the gradient of the parameters that I hold
///   update    the optimiser moves them; pinned ones stay; their moving average follows
///
/// and an epoch is as many steps as show every training sample once, then a look at the held-out ones.
class Trainer {
 public:
  /// How long and how it is trained.
  struct Settings {
    std::size_t epochs = 1;       ///< at most so many
    std::size_t patience = 0;     ///< epochs without a better held-out R² before training stops; 0 = never
    OptimiserSettings optimiser;  ///< how the gradient moves the weights
    double average = 0;  ///< what the moving average of the weights keeps at each update; 0 = there is none
    bool judge_start = false;  ///< whether the weights before the first epoch may be the best ones
  };

  /// The samples to train on and to measure with. The views must outlive the trainer.
  struct Data {
    BatchSource& batches;               ///< gives the training samples
    Numbers heldout;                    ///< my group's share of the held-out samples × my genes
    std::size_t heldout_most = 0;       ///< no group has more of them
    std::size_t first_gene = 0;         ///< of my genes
    std::vector<double> training_mean;  ///< one value a gene, of all genes
    double training_total = 0;          ///< Σ(x − mean)² over all training samples and genes
  };

  /// Callbacks by which training asks and tells while it runs; each may be empty.
  struct Hooks {
    std::function<bool()> stop_asked;                ///< on any rank: after this step, save and end
    std::function<bool()> save_due;                  ///< on any rank: after this step, save and go on
    std::function<void()> step_done;                 ///< called after every step
    std::function<void(const TrainingState&)> save;  ///< called by all ranks together
    std::function<void(const TrainingState&, const EpochReport&)>
        epoch_done;  ///< called by all ranks together
  };

  /// `engine` reads the weights of the state that run() is given. Where there is an average, it is what is
  /// judged and kept.
  Trainer(const Settings& settings, Data data, Engine& engine, const World& world);

  /// Collective. Goes on from `state` until the epochs are done, held-out R² gets no better, or a stop is
  /// asked for. Throws Divergence, alike on all ranks, when the loss is not finite: names step and layer,
  /// nothing is saved.
  TrainingEnd run(TrainingState& state, const Hooks& hooks);

 private:
  /// The same on every rank.
  struct Agreement {
    double error;     ///< Σ(x̂ − x)² of the whole batch
    bool stop, save;  ///< some rank asks for it
  };
  [[nodiscard]] bool finished(const TrainingPosition& position) const;
  [[nodiscard]] Agreement step(TrainingState& state, const Hooks& hooks);
  [[nodiscard]] Agreement agree(double my_error, const Hooks& hooks) const;
  [[nodiscard]] double norm_over_ranks(std::span<const float> gradient) const;
  void update_weights(TrainingState& state, std::size_t first, std::span<const float> gradient, double norm);
  void restore_pinned(TrainingState& state);
  void begin(TrainingState& state);
  void finish_epoch(TrainingState& state);
  void keep_if_best(TrainingState& state, double r2, std::uint64_t epoch) const;
  [[nodiscard]] double judge(TrainingState& state);
  [[nodiscard]] double heldout_r2();
  [[noreturn]] void throw_divergence(const TrainingState& state, const Batch& batch);

  Settings settings_;
  Data data_;
  Engine& engine_;
  const World& world_;
  Matrix<float> gradient_;  // 1 × the parameters that this rank holds
  std::vector<PinnedWeight> pinned_;
};

/// Puts the best epoch's weights in place of the last; when no epoch had a held-out R², their average, if
/// there is one.
void take_best(TrainingState& state);

}  // namespace lampyris
