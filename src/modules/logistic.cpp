// SPDX-License-Identifier: Apache-2.0
#include "src/modules/logistic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "src/base/error.hpp"
#include "src/base/multiversion.hpp"

namespace lampyris {
namespace {

// The order of these sums is the compiler's, fixed in the binary: never that of threads or ranks.
LAMPYRIS_MULTIVERSION
double dot(const double* a, const double* b, std::size_t n) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::size_t j = 0; j < n; ++j) sum += a[j] * b[j];
  return sum;
}

LAMPYRIS_MULTIVERSION
void add_scaled(double* to, double factor, const double* from, std::size_t n) {
  for (std::size_t j = 0; j < n; ++j) to[j] += factor * from[j];
}

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  return dot(a.data(), b.data(), a.size());
}

/// log(1 + exp(x)) without overflow.
double softplus(double x) {
  return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}

double largest(const std::vector<double>& values) {
  double most = 0;
  for (const double value : values) most = std::max(most, std::abs(value));
  return most;
}

}  // namespace

struct RidgeLogistic::Problem {
  std::span<const std::uint8_t> is_case, used;
};

/// Where the search stands: the objective, its gradient, and what the Hessian needs of each sample.
struct RidgeLogistic::Point {
  Vector theta;
  double objective = 0;
  Vector gradient;
  Vector variance;  // p (1 − p) of each sample in use, otherwise 0
};

RidgeLogistic::RidgeLogistic(Matrix<double> features, double penalty, std::size_t cases)
    : features_(std::move(features)), penalty_(penalty) {
  if (!(penalty > 0)) throw UsageError(fmt::format("modules.penalty = {}: must be above 0", penalty));
  const auto n = static_cast<double>(features_.rows());
  const double odds = static_cast<double>(cases) / n;
  const double variance = std::max(odds * (1 - odds), 1e-6);
  intercept_weight_ = n * variance;
  factor_equal_odds(variance);
}

/// Cholesky factor of variance · XᵀX + penalty · 1; the intercept stands apart, as the columns have mean 0.
void RidgeLogistic::factor_equal_odds(double variance) {
  const std::size_t r = features();
  factor_ = Matrix<double>(r, r);
  for (std::size_t i = 0; i < samples(); ++i) {
    const double* x = features_.row(i).data();
    for (std::size_t j = 0; j < r; ++j) add_scaled(factor_.row(j).data(), variance * x[j], x, j + 1);
  }
  for (std::size_t j = 0; j < r; ++j) {
    factor_(j, j) += penalty_;
    for (std::size_t k = 0; k <= j; ++k) {
      const double rest = factor_(j, k) - dot(factor_.row(j).data(), factor_.row(k).data(), k);
      factor_(j, k) = k < j ? rest / factor_(k, k) : std::sqrt(rest);
    }
  }
}

RidgeLogistic::Vector RidgeLogistic::precondition(const Vector& residual) const {
  Vector solved = residual;
  const std::size_t r = features();
  for (std::size_t j = 0; j < r; ++j) {
    solved[j] = (solved[j] - dot(factor_.row(j).data(), solved.data(), j)) / factor_(j, j);
  }
  for (std::size_t j = r; j-- > 0;) {
    solved[j] /= factor_(j, j);
    add_scaled(solved.data(), -solved[j], factor_.row(j).data(), j);
  }
  solved[r] /= intercept_weight_;
  return solved;
}

RidgeLogistic::Vector RidgeLogistic::margins(const Vector& theta) const {
  Vector result(samples());
  const std::size_t r = features();
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = dot(features_.row(i).data(), theta.data(), r) + theta[r];
  }
  return result;
}

RidgeLogistic::Vector RidgeLogistic::transposed(const Vector& of_sample) const {
  const std::size_t r = features();
  Vector result(r + 1, 0.0);
  for (std::size_t i = 0; i < of_sample.size(); ++i) {
    if (of_sample[i] == 0) continue;
    add_scaled(result.data(), of_sample[i], features_.row(i).data(), r);
    result[r] += of_sample[i];
  }
  return result;
}

RidgeLogistic::Point RidgeLogistic::evaluate(const Problem& problem, Vector theta) const {
  const std::size_t r = features();
  const Vector eta = margins(theta);
  Vector error(samples(), 0.0);
  Point point{std::move(theta), 0, {}, Vector(samples(), 0.0)};
  for (std::size_t i = 0; i < eta.size(); ++i) {
    if (!problem.used.empty() && problem.used[i] == 0) continue;
    const double p = 1 / (1 + std::exp(-eta[i]));
    error[i] = p - problem.is_case[i];
    point.variance[i] = p * (1 - p);
    point.objective += softplus(eta[i]) - (problem.is_case[i] != 0 ? eta[i] : 0.0);
  }
  point.objective += 0.5 * penalty_ * dot(point.theta.data(), point.theta.data(), r);
  point.gradient = transposed(error);
  add_scaled(point.gradient.data(), penalty_, point.theta.data(), r);
  return point;
}

/// Conjugate gradients on Hessian · step = gradient.
RidgeLogistic::Vector RidgeLogistic::newton_step(const Point& point) const {
  constexpr double precision = 1e-4;  // of the residual: what is left, the next Newton step mends
  const std::size_t r = features();
  Vector step(r + 1, 0.0);
  Vector residual = point.gradient;
  Vector solved = precondition(residual);
  Vector direction = solved;
  double rho = dot(residual, solved);
  const double enough = precision * precision * rho;
  for (std::size_t iteration = 0; iteration < 2 * r + 20 && rho > enough; ++iteration) {
    Vector image = margins(direction);
    for (std::size_t i = 0; i < image.size(); ++i) image[i] *= point.variance[i];
    image = transposed(image);
    add_scaled(image.data(), penalty_, direction.data(), r);
    const double alpha = rho / dot(direction, image);
    if (!std::isfinite(alpha)) break;
    add_scaled(step.data(), alpha, direction.data(), r + 1);
    add_scaled(residual.data(), -alpha, image.data(), r + 1);
    solved = precondition(residual);
    const double next = dot(residual, solved);
    for (std::size_t j = 0; j <= r; ++j) direction[j] = solved[j] + next / rho * direction[j];
    rho = next;
  }
  return step;
}

LogisticFit RidgeLogistic::fit(std::span<const std::uint8_t> is_case,
                               std::span<const std::uint8_t> used) const {
  constexpr int most_steps = 100;
  const double small = 1e-9 * std::min(1.0, penalty_);
  const Problem problem{is_case, used};
  // Close to the minimum the objective changes by less than its rounding, while the gradient still improves.
  const auto no_worse = [](const Point& a, const Point& b) {
    return a.objective <= b.objective + 1e-13 * (1 + std::abs(b.objective));
  };
  Point point = evaluate(problem, Vector(features() + 1, 0.0));
  for (int iteration = 0; iteration < most_steps && largest(point.gradient) > small; ++iteration) {
    const Vector step = newton_step(point);
    double length = 1;
    Point next;
    do {
      Vector theta = point.theta;
      add_scaled(theta.data(), -length, step.data(), theta.size());
      next = evaluate(problem, std::move(theta));
      length /= 2;
    } while (!no_worse(next, point) && length > 1e-6);
    if (!no_worse(next, point)) break;
    point = std::move(next);
  }
  LogisticFit result{std::move(point.theta), 0};
  result.intercept = result.weights.back();
  result.weights.pop_back();
  return result;
}

double RidgeLogistic::score(std::size_t sample, const LogisticFit& fit) const {
  return dot(features_.row(sample).data(), fit.weights.data(), features());
}

}  // namespace lampyris
