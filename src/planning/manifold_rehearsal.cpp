// SPDX-License-Identifier: Apache-2.0
#include <omp.h>

#include <algorithm>
#include <barrier>
#include <chrono>
#include <future>
#include <numeric>
#include <optional>
#include <vector>

#include "src/base/random.hpp"
#include "src/linalg/packed_columns.hpp"
#include "src/linalg/symmetric.hpp"
#include "src/manifold/code_objective.hpp"
#include "src/planning/manifold_plan.hpp"

namespace lampyris {
namespace {

using Clock = std::chrono::steady_clock;
constexpr double trial_seconds = 0.7;

// Seconds of one call, of so many as take a while.
template <class Do>
double seconds_of_one(Do what) {
  what();  // warms up
  const auto begin = Clock::now();
  for (int calls = 1;; ++calls) {
    what();
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    if (seconds > trial_seconds) return seconds / calls;
  }
}

template <class T>
Matrix<T> random_matrix(std::size_t rows, std::size_t columns, double factor) {
  Matrix<T> matrix(rows, columns);
  Random random(1, Stream::simulated_noise, rows);
  for (T& x : matrix.values()) x = static_cast<T>(factor * random.normal());
  return matrix;
}

double evaluation_seconds(const ManifoldShape& shape) {
  constexpr std::size_t samples = 192;  // that are searched for at once
  const auto landmarks = random_matrix<float>(shape.landmarks, shape.code, 1);
  const auto weights = random_matrix<float>(shape.landmarks, shape.rank, 0.1);
  const auto scores = random_matrix<float>(samples, shape.rank, 1);
  const auto codes = random_matrix<float>(samples, shape.code, 1);
  const double scale = 0.5 / static_cast<double>(shape.code);
  const KernelFeatures<float> features(Kernel::matern32, scale, landmarks.view());
  const CodeObjective<float> objective(features, weights.view());
  auto room = objective.make_workspace(samples);
  std::vector<std::size_t> all(samples);
  std::iota(all.begin(), all.end(), std::size_t{0});
  std::vector<double> errors(samples);
  Matrix<float> gradients(samples, shape.code);
  const double seconds = seconds_of_one([&] {
    objective.evaluate({scores.view(), nullptr}, all, codes.view(), errors, gradients.view(), room);
  });
  return seconds / static_cast<double>(samples);
}

double product_rate(const ManifoldShape& shape) {
  const std::size_t side = std::min<std::size_t>(shape.landmarks, 1024);
  constexpr std::size_t depth = 384;
  const auto left = random_matrix<double>(side, depth, 1);
  const PackedColumns<double> right(left.view(), Transpose::yes);
  Matrix<double> product(side, side);
  const double seconds =
      seconds_of_one([&] { batch_invariant_product<double>(left.view(), right, product.view()); });
  return 2 * static_cast<double>(side * side * depth) / seconds;
}

double factor_rate(const ManifoldShape& shape) {
  const std::size_t side = std::min<std::size_t>(shape.landmarks, 1024);
  Matrix<double> symmetric(side, side);
  for (std::size_t i = 0; i < side; ++i) symmetric(i, i) = 2;
  const auto right = random_matrix<double>(side, std::min(side, shape.rank), 1);
  const double seconds = seconds_of_one([&] {
    auto solved = right.clone();
    CholeskyFactor(symmetric.clone()).solve(solved.view());
  });
  const auto n = static_cast<double>(side);
  return (n * n * n / 3 + 2 * n * n * static_cast<double>(right.columns())) / seconds;
}

ManifoldRates rehearse_one(const ManifoldShape& shape, int threads, std::barrier<>& start) {
  omp_set_num_threads(threads);
  start.arrive_and_wait();
  return {evaluation_seconds(shape), product_rate(shape), factor_rate(shape)};
}

}  // namespace

ManifoldRates rehearse_manifold(const ManifoldShape& shape, int ranks, int threads) {
  std::barrier<> start(ranks);
  std::vector<std::future<ManifoldRates>> all;
  all.reserve(static_cast<std::size_t>(ranks));
  for (int rank = 0; rank < ranks; ++rank) {
    all.push_back(std::async(std::launch::async, [&] {
      try {
        return rehearse_one(shape, threads, start);
      } catch (...) {
        start.arrive_and_drop();  // nobody waits for this one
        throw;
      }
    }));
  }
  std::optional<ManifoldRates> slowest;
  for (auto& one : all) {
    const auto rates = one.get();
    if (!slowest) slowest = rates;
    slowest->evaluation = std::max(slowest->evaluation, rates.evaluation);
    slowest->product = std::min(slowest->product, rates.product);
    slowest->factor = std::min(slowest->factor, rates.factor);
  }
  return *slowest;
}

}  // namespace lampyris
