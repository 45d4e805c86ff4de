// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace lampyris {

/// The minimisation of one function of a few numbers by L-BFGS, turned inside out: it says where the function
/// is to be evaluated, so that many minimisations share the products of their evaluations. A line search by
/// halving (Armijo), with a parabola's guess.
class Descent {
 public:
  /// Begins at `start`, which is to be evaluated first.
  Descent(std::vector<double> start, std::size_t steps, std::size_t history, double tolerance);

  /// Where to evaluate next.
  [[nodiscard]] const std::vector<double>& trial() const { return trial_; }
  /// The best place so far.
  [[nodiscard]] const std::vector<double>& best() const { return place_; }
  /// Whether there is nothing more to evaluate.
  [[nodiscard]] bool done() const { return done_; }

  /// Takes the value and the gradient at trial().
  void tell(double value, std::span<const double> gradient);

 private:
  struct Pair {
    std::vector<double> step, change;  // of place and gradient
    double product;                    // their inner product
  };

  void begin_step();
  void remember(std::span<const double> gradient);
  void retry(double value);
  void try_length(double length);

  std::size_t steps_left_, history_;
  double tolerance_;
  std::vector<double> place_, gradient_, direction_, trial_;
  std::vector<Pair> pairs_;  // oldest first
  double value_ = 0, slope_ = 0, length_ = 1;
  std::size_t halvings_ = 0, small_steps_ = 0;
  bool started_ = false, done_ = false;
};

}  // namespace lampyris
