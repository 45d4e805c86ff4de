// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/linalg/matrix.hpp"

namespace lampyris {

/// The minimum that RidgeLogistic found.
struct LogisticFit {
  std::vector<double> weights;  ///< one a feature
  double intercept = 0;         ///< added to every sample's score
};

/// Ridge logistic regression, the minimum of Σ log(1 + exp(η)) − y·η + penalty/2 · ‖weights‖², η = x ·
/// weights + intercept, the intercept free: scikit-learn's LogisticRegression(C = 1 / penalty). Features are
/// used as they are, neither centred (the intercept makes that no matter) nor scaled. Built once for many
/// label vectors of the same samples: Newton's method, each step by conjugate gradients preconditioned with
/// the Hessian at equal odds, which is factored once, so that a fit costs O(samples × features) a step.
/// Deterministic, one thread, and safe to call from many.
class RidgeLogistic {
 public:
  /// `features` is samples × features, every column with mean 0; `cases` how many of the samples are cases.
  /// Throws UsageError for a penalty that is not above 0.
  RidgeLogistic(Matrix<double> features, double penalty, std::size_t cases);

  /// `is_case` has one value a sample; `used` too, or is empty for all: only samples with 1 are fitted.
  [[nodiscard]] LogisticFit fit(std::span<const std::uint8_t> is_case,
                                std::span<const std::uint8_t> used = {}) const;

  /// The number of samples.
  [[nodiscard]] std::size_t samples() const { return features_.rows(); }
  /// The number of features.
  [[nodiscard]] std::size_t features() const { return features_.columns(); }
  /// x · weights of one sample.
  [[nodiscard]] double score(std::size_t sample, const LogisticFit& fit) const;

 private:
  struct Point;
  struct Problem;
  using Vector = std::vector<double>;  // weights, then the intercept
  [[nodiscard]] Vector margins(const Vector& theta) const;
  [[nodiscard]] Vector transposed(const Vector& of_sample) const;
  [[nodiscard]] Point evaluate(const Problem& problem, Vector theta) const;
  [[nodiscard]] Vector precondition(const Vector& residual) const;
  [[nodiscard]] Vector newton_step(const Point& point) const;
  void factor_equal_odds(double variance);

  Matrix<double> features_;
  double penalty_;
  Matrix<double> factor_;  // lower triangle
  double intercept_weight_ = 1;
};

}  // namespace lampyris
