// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "src/linalg/matrix.hpp"

namespace lampyris {

/// One row of metrics.tsv.
struct EpochReport {
  std::uint64_t epoch = 0;        ///< from 1
  std::uint64_t step = 0;         ///< updates so far, over all epochs
  double seconds = 0;             ///< training time so far, over all sessions
  double samples_per_second = 0;  ///< training samples, over all ranks
  double loss_train = 0;          ///< mean of the batches' losses, weighted by their samples
  double r2_train = 0;            ///< global, of the batches as they went through
  double r2_heldout = 0;          ///< global, after the epoch; NaN without held-out samples
  double rate = 0;                ///< of the epoch's last update
  double heldout_seconds = 0;     ///< time of measuring r2_heldout, not in samples_per_second
};

/// Where training is, apart from its arrays.
struct TrainingPosition {
  std::uint64_t epoch = 0;                                    ///< epochs completed
  std::uint64_t step = 0;                                     ///< steps done of the epoch begun
  std::uint64_t updates = 0;                                  ///< of the weights, over all epochs
  double epoch_error = 0;                                     ///< Σ(x̂ − x)² of the epoch begun
  double epoch_seconds = 0;                                   ///< time of its steps
  double seconds = 0;                                         ///< training time over all epochs
  double best_r2 = -std::numeric_limits<double>::infinity();  ///< best held-out R²
  std::uint64_t best_epoch = 0;      ///< that had it, from 1; 0 = the start, where it was judged
  std::vector<EpochReport> history;  ///< one for every epoch completed
  std::vector<double>
      code_sd;  ///< of each component of a residual network's code at the start, see HiddenNoise

  /// Whether an epoch, or the start, had a held-out R².
  [[nodiscard]] bool has_best() const { return best_r2 > -std::numeric_limits<double>::infinity(); }
};

/// Holds all that a training run is, apart from how it is distributed: this rank's elements, laid out as a
/// ParameterLayout. Elements that several ranks hold are the same on all of them, bit for bit.
struct TrainingState {
  TrainingState() = default;
  /// All arrays are zero.
  explicit TrainingState(std::size_t parameters)
      : weights(1, parameters),
        first_moment(1, parameters),
        second_moment(1, parameters),
        best(1, parameters) {}
  /// The same, with room for the weights' average.
  TrainingState(std::size_t parameters, bool averages) : TrainingState(parameters) {
    if (averages) average = Matrix<float>(1, parameters);
  }

  TrainingPosition position;    ///< where training is
  Matrix<float> weights;        ///< one row, as the layout
  Matrix<float> first_moment;   ///< of the optimiser
  Matrix<float> second_moment;  ///< of the optimiser
  Matrix<float> best;           ///< weights of the best epoch; unused before has_best()
  Matrix<float> average{};      ///< moving average of the weights; no elements where there is none
};

}  // namespace lampyris
