// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/descent.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace lampyris {
namespace {

double inner_of(std::span<const double> x, std::span<const double> y) {
  return std::inner_product(x.begin(), x.end(), y.begin(), 0.0);
}

constexpr double enough = 1e-4;  // of the decrease that the slope promises (Armijo)
constexpr std::size_t most_halvings = 8;
constexpr std::size_t most_small_steps = 2;

}  // namespace

Descent::Descent(std::vector<double> start, std::size_t steps, std::size_t history, double tolerance)
    : steps_left_(steps),
      history_(history),
      tolerance_(tolerance),
      place_(std::move(start)),
      trial_(place_),
      done_(steps == 0) {}

void Descent::try_length(double length) {
  length_ = length;
  for (std::size_t j = 0; j < place_.size(); ++j) trial_[j] = place_[j] + length * direction_[j];
}

// Two loops over the pairs (Nocedal and Wright, 2006, algorithm 7.4). The error of a linear
// decoder has the second derivative 2, which is where the first step begins.
void Descent::begin_step() {
  direction_ = gradient_;
  std::vector<double> factors(pairs_.size());
  for (std::size_t p = pairs_.size(); p-- > 0;) {
    factors[p] = inner_of(pairs_[p].step, direction_) / pairs_[p].product;
    for (std::size_t j = 0; j < direction_.size(); ++j) direction_[j] -= factors[p] * pairs_[p].change[j];
  }
  const double scale =
      pairs_.empty() ? 0.5 : pairs_.back().product / inner_of(pairs_.back().change, pairs_.back().change);
  for (double& x : direction_) x *= scale;
  for (std::size_t p = 0; p < pairs_.size(); ++p) {
    const double back = factors[p] - inner_of(pairs_[p].change, direction_) / pairs_[p].product;
    for (std::size_t j = 0; j < direction_.size(); ++j) direction_[j] += back * pairs_[p].step[j];
  }
  for (double& x : direction_) x = -x;
  slope_ = inner_of(direction_, gradient_);
  halvings_ = 0;
  if (!(slope_ < 0)) {
    done_ = true;
    return;
  }
  try_length(1);
}

void Descent::remember(std::span<const double> gradient) {
  Pair pair{trial_, {gradient.begin(), gradient.end()}, 0};
  for (std::size_t j = 0; j < place_.size(); ++j) {
    pair.step[j] -= place_[j];
    pair.change[j] -= gradient_[j];
  }
  pair.product = inner_of(pair.step, pair.change);
  if (!(pair.product > 1e-10 * inner_of(pair.change, pair.change))) return;  // no curvature to learn from
  if (pairs_.size() == history_ && history_ > 0) pairs_.erase(pairs_.begin());
  if (history_ > 0) pairs_.push_back(std::move(pair));
}

void Descent::retry(double value) {
  if (++halvings_ > most_halvings) {
    if (pairs_.empty()) {
      done_ = true;
    } else {  // what was learnt of the curvature misleads: begin anew along the gradient
      pairs_.clear();
      begin_step();
    }
    return;
  }
  // The minimum of the parabola through the value and slope here and the value there.
  const double guess = -slope_ * length_ * length_ / (2 * (value - value_ - slope_ * length_));
  const bool useful = std::isfinite(guess) && guess > 0.1 * length_ && guess < 0.5 * length_;
  try_length(useful ? guess : 0.5 * length_ * (std::isfinite(value) ? 1 : 0.2));
}

void Descent::tell(double value, std::span<const double> gradient) {
  if (done_) return;
  if (started_) {
    if (!(value <= value_ + enough * length_ * slope_)) {
      retry(value);
      return;
    }
    remember(gradient);
    small_steps_ = value_ - value < tolerance_ * value_ ? small_steps_ + 1 : 0;
    --steps_left_;
  } else if (!std::isfinite(value)) {
    done_ = true;
    return;
  }
  started_ = true;
  place_ = trial_;
  value_ = value;
  gradient_.assign(gradient.begin(), gradient.end());
  if (steps_left_ == 0 || small_steps_ >= most_small_steps) {
    done_ = true;
    return;
  }
  begin_step();
}

}  // namespace lampyris
