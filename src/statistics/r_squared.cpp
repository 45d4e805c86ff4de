// SPDX-License-Identifier: Apache-2.0
#include "src/statistics/r_squared.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>
#include <stdexcept>
#include <utility>

#include "src/base/multiversion.hpp"
#include "src/statistics/quantile.hpp"

namespace lampyris {
namespace {

// Adding and subtracting it leaves the nearest multiple of 2^-36: sums of such numbers are exact in any
// order.
constexpr double quantum_shift = 0x1.8p16;

double quantise(double value) {
  return (value + quantum_shift) - quantum_shift;
}

template <class Number>
[[gnu::always_inline]] inline void add_loop(const Number* truth, const Number* reconstruction,
                                            const double* mean, std::size_t genes, double* residual,
                                            double* total) {
  for (std::size_t g = 0; g < genes; ++g) {
    const double x = to_float(truth[g]);
    const double missed = to_float(reconstruction[g]) - x;
    const double spread = x - mean[g];
    residual[g] += quantise(missed * missed);
    total[g] += quantise(spread * spread);
  }
}

// Function versions must not be templates.
LAMPYRIS_MULTIVERSION
void add_row(const float* truth, const float* reconstruction, const double* mean, std::size_t genes,
             double* residual, double* total) {
  add_loop(truth, reconstruction, mean, genes, residual, total);
}
LAMPYRIS_MULTIVERSION
void add_row(const bfloat16* truth, const bfloat16* reconstruction, const double* mean, std::size_t genes,
             double* residual, double* total) {
  add_loop(truth, reconstruction, mean, genes, residual, total);
}

}  // namespace

RSquared::RSquared(std::vector<double> training_mean)
    : mean_(std::move(training_mean)), sums_(2 * mean_.size()) {}

void RSquared::add(const Numbers& truth, const Numbers& reconstruction, std::size_t first_gene) {
  std::visit(
      [&]<class Number>(const MatrixView<const Number>& x) {
        add_view(x, std::get<MatrixView<const Number>>(reconstruction), first_gene);
      },
      truth);
}

template <class Number>
void RSquared::add_view(MatrixView<const Number> truth, MatrixView<const Number> reconstruction,
                        std::size_t first_gene) {
  const std::size_t genes = truth.columns();
  if (truth.rows() != reconstruction.rows() || reconstruction.columns() != genes ||
      first_gene + genes > mean_.size()) {
    throw std::logic_error("RSquared: shapes do not fit");
  }
  constexpr std::size_t block = 512;
  const auto blocks = static_cast<std::ptrdiff_t>((genes + block - 1) / block);
  double* residual = sums_.data() + first_gene;
  double* total = residual + mean_.size();
  const double* mean = mean_.data() + first_gene;
#pragma omp parallel for schedule(static)
  for (std::ptrdiff_t b = 0; b < blocks; ++b) {
    const std::size_t first = static_cast<std::size_t>(b) * block;
    const std::size_t count = std::min(block, genes - first);
    for (std::size_t i = 0; i < truth.rows(); ++i) {
      add_row(truth.row(i).data() + first, reconstruction.row(i).data() + first, mean + first, count,
              residual + first, total + first);
    }
  }
}

void RSquared::sum(const World& world) {
  world.sum(sums_);
}

double RSquared::total() const {
  return std::accumulate(sums_.begin() + static_cast<std::ptrdiff_t>(mean_.size()), sums_.end(), 0.0);
}

RSquared::Summary RSquared::summary() const {
  std::vector<std::size_t> all(mean_.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return summary(all);
}

RSquared::Summary RSquared::summary(std::span<const std::size_t> genes) const {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  Summary summary{nan, nan, nan, std::vector<double>(mean_.size(), nan)};
  std::vector<double> varying;
  double residual = 0;
  double spread = 0;
  for (const std::size_t g : genes) {
    const double of_gene = sums_[mean_.size() + g];
    residual += sums_[g];
    spread += of_gene;
    if (!(of_gene > 0)) continue;
    summary.per_gene[g] = 1 - sums_[g] / of_gene;
    varying.push_back(summary.per_gene[g]);
  }
  if (varying.empty()) return summary;
  summary.global = 1 - residual / spread;
  summary.gene_mean =
      std::accumulate(varying.begin(), varying.end(), 0.0) / static_cast<double>(varying.size());
  summary.gene_median = median(std::span(varying));
  return summary;
}

std::vector<double> sample_r_squared(MatrixView<const float> truth, MatrixView<const float> reconstruction,
                                     const std::vector<double>& training_mean) {
  std::vector<double> result;
  for (std::size_t i = 0; i < truth.rows(); ++i) {
    double residual = 0;
    double total = 0;
    for (std::size_t g = 0; g < truth.columns(); ++g) {
      const double error = static_cast<double>(reconstruction(i, g)) - truth(i, g);
      const double deviation = truth(i, g) - training_mean[g];
      residual += error * error;
      total += deviation * deviation;
    }
    result.push_back(total > 0 ? 1 - residual / total : std::numeric_limits<double>::quiet_NaN());
  }
  return result;
}

}  // namespace lampyris
