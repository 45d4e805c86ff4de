// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/output_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <variant>

#include "src/autoencoder/fast_sigmoid.hpp"
#include "src/base/error.hpp"
#include "src/base/multiversion.hpp"

namespace lampyris {
namespace {

// Threads share the genes, so that no sum depends on how many threads there are.
constexpr std::size_t block = 512;

constexpr int steps = 10;
constexpr double ridge = 1e-3;     // on the diagonal of the normal equations
constexpr double smallest = 1e-9;  // keeps their determinant from zero
constexpr double furthest = 7;     // of a level: σ(7) = 0.9991
constexpr float edge = 0.05F;      // nearer to 0 and 1 a logit says little

// Sums over samples, one of each kind a gene: those of one kind are next to each other.
class Sums {
 public:
  Sums(std::size_t kinds, std::size_t genes) : genes_(genes), values_(kinds * genes + 1) {}

  [[nodiscard]] double* of(std::size_t kind) { return values_.data() + kind * genes_; }
  [[nodiscard]] double operator()(std::size_t kind, std::size_t gene) const {
    return values_[kind * genes_ + gene];
  }
  /// How many samples were added up.
  [[nodiscard]] double& samples() { return values_.back(); }
  void sum(const World& ranks) { ranks.sum(values_); }

 private:
  std::size_t genes_;
  std::vector<double> values_;
};

// Of one kind after the other: logit Y, Y d, d, d², with d = x − mean.
struct LineSums {
  double *y, *yd, *d, *dd;
};

template <class Number>
void add_line(const Number* x, const float* mean, const LineSums& to, std::size_t count) {
  for (std::size_t g = 0; g < count; ++g) {
    const float value = std::clamp(to_float(x[g]), edge, 1 - edge);
    const double logit = std::log(value / (1 - value));
    const double d = to_float(x[g]) - mean[g];
    to.y[g] += logit;
    to.yd[g] += logit * d;
    to.d[g] += d;
    to.dd[g] += d * d;
  }
}

struct Curve {
  const float *mean, *level, *slope;
};
// The normal equations: with p = σ(level + slope d), g = p (1 − p), r = x − p the sums of g², g² d, g² d², g
// r and g d r.
struct NormalSums {
  double *a11, *a12, *a22, *b1, *b2;
};

template <class Number>
[[gnu::always_inline]] inline void normal_loop(const Number* x, Curve at, NormalSums to, std::size_t count) {
#pragma omp simd
  for (std::size_t g = 0; g < count; ++g) {
    const float value = to_float(x[g]);
    const float d = value - at.mean[g];
    const float p = fast_sigmoid(at.level[g] + at.slope[g] * d);
    const float by_level = p * (1 - p);
    const float by_slope = by_level * d;
    const float missed = value - p;
    to.a11[g] += static_cast<double>(by_level * by_level);
    to.a12[g] += static_cast<double>(by_level * by_slope);
    to.a22[g] += static_cast<double>(by_slope * by_slope);
    to.b1[g] += static_cast<double>(by_level * missed);
    to.b2[g] += static_cast<double>(by_slope * missed);
  }
}

// Function versions must not be templates.
LAMPYRIS_MULTIVERSION
void add_normal(const float* x, const Curve& at, const NormalSums& to, std::size_t count) {
  normal_loop(x, at, to, count);
}
LAMPYRIS_MULTIVERSION
void add_normal(const bfloat16* x, const Curve& at, const NormalSums& to, std::size_t count) {
  normal_loop(x, at, to, count);
}

// Calls row(values of one sample from gene `first`, first, count) for every sample and block of genes.
template <class Row>
void for_each_row(const Numbers& samples, const Row& row) {
  std::visit(
      [&](const auto& view) {
        const auto blocks = static_cast<std::ptrdiff_t>((view.columns() + block - 1) / block);
#pragma omp parallel for schedule(static)
        for (std::ptrdiff_t b = 0; b < blocks; ++b) {
          const std::size_t first = static_cast<std::size_t>(b) * block;
          const std::size_t count = std::min(block, view.columns() - first);
          for (std::size_t i = 0; i < view.rows(); ++i) row(view.row(i).data() + first, first, count);
        }
      },
      samples);
}

// The straight line through the logits.
void start(const GeneSamples& samples, std::span<const float> mean, const World& ranks, OutputFit& fit) {
  Sums sums(4, mean.size());
  sums.samples() = static_cast<double>(rows_of(samples.values));
  for_each_row(samples.values, [&](const auto* x, std::size_t first, std::size_t count) {
    add_line(x, mean.data() + first,
             {sums.of(0) + first, sums.of(1) + first, sums.of(2) + first, sums.of(3) + first}, count);
  });
  sums.sum(ranks);
  for (std::size_t g = 0; g < mean.size(); ++g) {
    const double squares = sums(3, g);
    fit.level[g] = sums(0, g) / sums.samples();
    fit.slope[g] = squares > 0 ? (sums(1, g) - fit.level[g] * sums(2, g)) / squares : 0;
  }
}

// One step of Gauss–Newton.
void refine(const GeneSamples& samples, std::span<const float> mean, const World& ranks, OutputFit& fit) {
  const std::vector<float> level(fit.level.begin(), fit.level.end());
  const std::vector<float> slope(fit.slope.begin(), fit.slope.end());
  Sums sums(5, mean.size());
  for_each_row(samples.values, [&](const auto* x, std::size_t first, std::size_t count) {
    add_normal(
        x, {mean.data() + first, level.data() + first, slope.data() + first},
        {sums.of(0) + first, sums.of(1) + first, sums.of(2) + first, sums.of(3) + first, sums.of(4) + first},
        count);
  });
  sums.sum(ranks);
  for (std::size_t g = 0; g < mean.size(); ++g) {
    const double a11 = sums(0, g) + ridge;
    const double a12 = sums(1, g);
    const double a22 = sums(2, g) + ridge;
    const double determinant = a11 * a22 - a12 * a12 + smallest;
    fit.level[g] =
        std::clamp(fit.level[g] + (a22 * sums(3, g) - a12 * sums(4, g)) / determinant, -furthest, furthest);
    fit.slope[g] += (a11 * sums(4, g) - a12 * sums(3, g)) / determinant;
  }
}

}  // namespace

void require_output_fit(Activation output) {
  if (output == Activation::linear || output == Activation::sigmoid) return;
  throw UsageError(
      fmt::format("model.init = \"pca\" needs model.output = \"sigmoid\" or \"linear\"; it is \"{}\"",
                  to_string(output)));
}

OutputFit fit_output(Activation output, const GeneSamples& samples, const World& ranks) {
  require_output_fit(output);
  const std::size_t genes = samples.genes.count;
  if (samples.mean.size() != genes) throw std::logic_error("fit_output: not one mean a gene");
  OutputFit fit{samples.genes, {samples.mean.begin(), samples.mean.end()}, std::vector<double>(genes, 1.0)};
  if (output == Activation::linear) return fit;
  if (std::visit([](const auto& view) { return view.columns(); }, samples.values) != genes) {
    throw std::logic_error("fit_output: the samples do not have these genes");
  }
  // In float, so that a gene that does not vary differs from its mean by zero.
  const std::vector<float> mean(samples.mean.begin(), samples.mean.end());
  start(samples, mean, ranks, fit);
  for (int step = 0; step < steps; ++step) refine(samples, mean, ranks, fit);
  return fit;
}

}  // namespace lampyris
