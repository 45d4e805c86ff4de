// SPDX-License-Identifier: Apache-2.0
// ComBat: empirical Bayes for the mean and variance of each gene in each batch (Johnson, Li & Rabinovic
// 2007), with parametric priors, step by step as ComBat of sva.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "src/preprocessing/covariates.hpp"
#include "src/preprocessing/step_arguments.hpp"

namespace lampyris {
namespace {

/// Solves A·X = B in place of B for a symmetric positive definite A (Cholesky); false when it is not.
bool solve(Matrix<double>& a, Matrix<double>& b) {
  const std::size_t n = a.rows();
  constexpr double smallest = 1e-10;
  for (std::size_t j = 0; j < n; ++j) {
    const double before = a(j, j);
    for (std::size_t k = 0; k < j; ++k) a(j, j) -= a(j, k) * a(j, k);
    if (!(a(j, j) > smallest * before)) return false;
    a(j, j) = std::sqrt(a(j, j));
    for (std::size_t i = j + 1; i < n; ++i) {
      for (std::size_t k = 0; k < j; ++k) a(i, j) -= a(i, k) * a(j, k);
      a(i, j) /= a(j, j);
    }
  }
  const auto subtract = [&](std::size_t to, std::size_t from, double factor) {
    for (std::size_t c = 0; c < b.columns(); ++c) b(to, c) -= factor * b(from, c);
  };
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < i; ++k) subtract(i, k, a(i, k));
    for (double& value : b.row(i)) value /= a(i, i);
  }
  for (std::size_t i = n; i-- > 0;) {
    for (std::size_t k = i + 1; k < n; ++k) subtract(i, k, a(k, i));
    for (double& value : b.row(i)) value /= a(i, i);
  }
  return true;
}

struct MeanVariance {
  double mean = 0, variance = 0;  // n − 1
};

MeanVariance mean_variance(std::span<const double> values, const std::vector<bool>& used) {
  double count = 0;
  MeanVariance found;
  for (std::size_t g = 0; g < values.size(); ++g) {
    if (!used[g]) continue;
    ++count;
    found.mean += values[g];
  }
  found.mean /= count;
  for (std::size_t g = 0; g < values.size(); ++g) {
    if (used[g]) found.variance += (values[g] - found.mean) * (values[g] - found.mean);
  }
  found.variance /= count - 1;
  return found;
}

/// Location and scale of the genes of one batch, on standardised values.
struct BatchEffect {
  std::vector<double> location, scale;
};

/// Shrinks means and variances of `samples` standardised values towards those of all genes used. Without
/// `scales` the variance stays 1.
BatchEffect shrink(std::span<const double> means, std::span<const double> variances, double samples,
                   const std::vector<bool>& used, bool scales) {
  constexpr double enough = 1e-4;
  const auto over_means = mean_variance(means, used);
  BatchEffect effect{{means.begin(), means.end()}, std::vector<double>(means.size(), 1)};
  if (!scales) {
    for (std::size_t g = 0; g < means.size(); ++g)
      effect.location[g] = (over_means.variance * means[g] + over_means.mean) / (over_means.variance + 1);
    return effect;
  }
  const auto over_variances = mean_variance(variances, used);
  const double m = over_variances.mean;
  const double s2 = over_variances.variance;
  const double a = (2 * s2 + m * m) / s2;
  const double b = (m * s2 + m * m * m) / s2;
  effect.scale.assign(variances.begin(), variances.end());
  // All genes together until the slowest stands still, as sva does.
  for (double change = 1; change > enough;) {
    change = -1;
    for (std::size_t g = 0; g < means.size(); ++g) {
      if (!used[g]) continue;
      const double t2n = over_means.variance * samples;
      const double location = (t2n * means[g] + effect.scale[g] * over_means.mean) / (t2n + effect.scale[g]);
      const double apart = means[g] - location;
      const double squares = (samples - 1) * variances[g] + samples * apart * apart;
      const double scale = (squares / 2 + b) / (samples / 2 + a - 1);
      change = std::max({change, std::abs(location - effect.location[g]) / effect.location[g],
                         std::abs(scale - effect.scale[g]) / effect.scale[g]});
      effect.location[g] = location;
      effect.scale[g] = scale;
    }
  }
  return effect;
}

class Combat final : public Step {
 public:
  Combat(std::string batch, std::vector<std::string> covariates)
      : batches_(std::move(batch)), covariates_(std::move(covariates)) {}

  void fit(const SampleSet& training, const SampleSet& others, const StepPlace& place) override {
    genes_ = place.genes.size();
    batches_.fit(training, others, place);
    covariates_.fit(training, place);
    fit_design(training, place);
    fit_variance(training, place);
    fit_batches(training, place, 0, batches_.trained());
    fit_batches(others, place, batches_.trained(), batches_.names().size());
  }

  void apply(SampleBlock& block, const StepPlace& place) const override {
    const std::size_t known = batches_.names().size();
    const auto unseen = batches_.unseen(block, place);
    for (std::size_t i = 0; i < block.values.rows(); ++i) {
      const std::size_t batch = batches_.of(block.samples[i], place);
      if (batch < known) adjust(block, i, place, effects_[batch]);
    }
    for (const auto& [name, rows] : unseen) {
      const auto effect = effect_of_new(block, rows, place);
      for (const std::size_t i : rows) adjust(block, i, place, effect);
    }
  }

  [[nodiscard]] StepState state() const override {
    StepState state{{{"mean", mean_}, {"variance", variance_}, {"coefficients", coefficients_}}, {}};
    state.numbers["used"] = {used_.begin(), used_.end()};
    auto& location = state.numbers["location"];
    auto& scale = state.numbers["scale"];
    for (const auto& effect : effects_) {
      location.insert(location.end(), effect.location.begin(), effect.location.end());
      scale.insert(scale.end(), effect.scale.begin(), effect.scale.end());
    }
    batches_.store(state);
    covariates_.store(state);
    return state;
  }

  void restore(const StepState& state, std::size_t genes) override {
    genes_ = genes;
    batches_.restore(state);
    covariates_.restore(state);
    mean_ = state.of_size("mean", genes);
    variance_ = state.of_size("variance", genes);
    coefficients_ = state.of_size("coefficients", genes * covariates_.size());
    used_.clear();
    for (const double used : state.of_size("used", genes)) used_.push_back(used != 0);
    const std::size_t batches = batches_.names().size();
    const auto part = [&](const char* name, std::size_t batch) {
      const auto all = std::span(state.of_size(name, genes * batches)).subspan(batch * genes, genes);
      return std::vector<double>(all.begin(), all.end());
    };
    effects_.clear();
    for (std::size_t b = 0; b < batches; ++b) effects_.push_back({part("location", b), part("scale", b)});
  }

 private:
  /// Least squares of every gene on batches and covariates.
  void fit_design(const SampleSet& training, const StepPlace& place) {
    const std::size_t batches = batches_.trained();
    const std::size_t width = batches + covariates_.size();
    const auto sums =
        training.sum(width * (width + genes_), [&](const SampleBlock& block, std::span<double> sum) {
          for (std::size_t i = 0; i < block.values.rows(); ++i) {
            check_complete(block, i, place);
            const auto design = design_of(block.samples[i], place);
            for (std::size_t r = 0; r < width; ++r) {
              if (design[r] == 0) continue;
              double* out = sum.data() + r * (width + genes_);
              for (std::size_t c = 0; c < width; ++c) out[c] += design[r] * design[c];
              for (std::size_t g = 0; g < genes_; ++g) out[width + g] += design[r] * block.values(i, g);
            }
          }
        });
    Matrix<double> products(width, width);
    Matrix<double> solution(width, genes_);
    counts_.assign(batches, 0);
    for (std::size_t r = 0; r < width; ++r) {
      const auto row = std::span(sums).subspan(r * (width + genes_), width + genes_);
      std::ranges::copy(row.first(width), products.row(r).begin());
      std::ranges::copy(row.subspan(width), solution.row(r).begin());
      if (r < batches) counts_[r] = products(r, r);
    }
    if (!solve(products, solution)) {
      throw DataError(
          "combat: batches and covariates are confounded; leave out the covariates that follow from the "
          "batch or "
          "from each other");
    }
    const auto total = static_cast<double>(training.samples().size());
    mean_.assign(genes_, 0);
    for (std::size_t b = 0; b < batches; ++b) {
      for (std::size_t g = 0; g < genes_; ++g) mean_[g] += counts_[b] / total * solution(b, g);
    }
    const auto rest = solution.values().subspan(batches * genes_);
    coefficients_.assign(rest.begin(), rest.end());
    const auto first = solution.values().first(batches * genes_);
    batch_coefficients_.assign(first.begin(), first.end());
  }

  void fit_variance(const SampleSet& training, const StepPlace& place) {
    const std::size_t batches = batches_.trained();
    const std::size_t size = batches * genes_;
    // Squares of the residuals, and for each batch whether a gene is there the same in all of its samples.
    variance_ = training.sum(genes_, [&](const SampleBlock& block, std::span<double> sum) {
      for (std::size_t i = 0; i < block.values.rows(); ++i) {
        const auto fitted = covariate_part(block.samples[i], place);
        const double* batch = batch_coefficients_.data() + batches_.of(block.samples[i], place) * genes_;
        for (std::size_t g = 0; g < genes_; ++g) {
          const double residual = block.values(i, g) - batch[g] - fitted[g];
          sum[g] += residual * residual;
        }
      }
    });
    for (double& variance : variance_) variance /= static_cast<double>(training.samples().size());
    const auto lows = ends(training, place, size, 1);
    const auto highs = ends(training, place, size, -1);
    used_.assign(genes_, true);
    for (std::size_t at = 0; at < size; ++at) {
      if (counts_[at / genes_] > 1 && lows[at] == -highs[at]) used_[at % genes_] = false;
    }
    if (std::ranges::count(used_, true) < 2) {
      throw DataError("combat: fewer than two genes vary within every batch");
    }
  }

  std::vector<double> ends(const SampleSet& training, const StepPlace& place, std::size_t size,
                           double sign) const {
    return training.fold(
        size, INFINITY,
        [&](const SampleBlock& block, std::span<double> low) {
          for (std::size_t i = 0; i < block.values.rows(); ++i) {
            double* at = low.data() + batches_.of(block.samples[i], place) * genes_;
            for (std::size_t g = 0; g < genes_; ++g) at[g] = std::min(at[g], sign * block.values(i, g));
          }
        },
        [](double a, double b) { return std::min(a, b); });
  }

  /// Effects of the batches from `first` to `end`, of their samples among these.
  void fit_batches(const SampleSet& samples, const StepPlace& place, std::size_t first, std::size_t end) {
    const std::size_t batches = end - first;
    if (batches == 0) return;
    const auto each = [&](const SampleBlock& block, auto use) {
      for (std::size_t i = 0; i < block.values.rows(); ++i) {
        const std::size_t batch = batches_.of(block.samples[i], place);
        if (batch < first || batch >= end) continue;
        check_complete(block, i, place);
        use(batch - first, standardised(block, i, place));
      }
    };
    const auto sums =
        samples.sum(batches * (genes_ + 1), [&](const SampleBlock& block, std::span<double> sum) {
          each(block, [&](std::size_t batch, const std::vector<double>& values) {
            double* out = sum.data() + batch * (genes_ + 1);
            for (std::size_t g = 0; g < genes_; ++g) out[g] += values[g];
            ++out[genes_];
          });
        });
    std::vector<double> counts, means;
    for (std::size_t b = 0; b < batches; ++b) {
      counts.push_back(sums[b * (genes_ + 1) + genes_]);
      for (std::size_t g = 0; g < genes_; ++g) means.push_back(sums[b * (genes_ + 1) + g] / counts[b]);
    }
    auto variances = samples.sum(batches * genes_, [&](const SampleBlock& block, std::span<double> sum) {
      each(block, [&](std::size_t batch, const std::vector<double>& values) {
        for (std::size_t g = 0; g < genes_; ++g) {
          const double apart = values[g] - means[batch * genes_ + g];
          sum[batch * genes_ + g] += apart * apart;
        }
      });
    });
    // A batch of one sample has no variance: then, as in sva, means alone are adjusted.
    const bool scales = std::ranges::all_of(counts, [](double count) { return count > 1; });
    for (std::size_t b = 0; b < batches; ++b) {
      const auto mine = std::span(variances).subspan(b * genes_, genes_);
      for (double& variance : mine) variance /= counts[b] - 1;
      effects_.push_back(
          shrink(std::span(means).subspan(b * genes_, genes_), mine, counts[b], used_, scales));
    }
  }

  BatchEffect effect_of_new(const SampleBlock& block, const std::vector<std::size_t>& rows,
                            const StepPlace& place) const {
    std::vector<double> means(genes_), variances(genes_);
    Matrix<double> values(rows.size(), genes_);
    for (std::size_t r = 0; r < rows.size(); ++r) {
      const auto one = standardised(block, rows[r], place);
      std::ranges::copy(one, values.row(r).begin());
    }
    // Genes that the cohort lacks, or has the same in all samples, tell nothing about the others.
    std::vector<bool> used = used_;
    const auto count = static_cast<double>(rows.size());
    for (std::size_t g = 0; g < genes_; ++g) {
      for (std::size_t r = 0; r < rows.size(); ++r) means[g] += values(r, g) / count;
      for (std::size_t r = 0; r < rows.size(); ++r) {
        variances[g] += (values(r, g) - means[g]) * (values(r, g) - means[g]) / (count - 1);
      }
      used[g] = used[g] && std::isfinite(means[g]) && (rows.size() < 2 || variances[g] > 0);
    }
    if (std::ranges::count(used, true) < 2) {
      throw DataError("combat: fewer than two genes vary in a batch that training has not seen");
    }
    return shrink(means, variances, count, used, rows.size() > 1);
  }

  std::vector<double> standardised(const SampleBlock& block, std::size_t row, const StepPlace& place) const {
    auto values = covariate_part(block.samples[row], place);
    for (std::size_t g = 0; g < genes_; ++g) {
      values[g] = used_[g] ? (block.values(row, g) - mean_[g] - values[g]) / std::sqrt(variance_[g]) : 0;
    }
    return values;
  }

  void adjust(SampleBlock& block, std::size_t row, const StepPlace& place, const BatchEffect& effect) const {
    const auto kept = covariate_part(block.samples[row], place);
    const auto values = standardised(block, row, place);
    for (std::size_t g = 0; g < genes_; ++g) {
      if (!used_[g] || !(effect.scale[g] > 0) || !std::isfinite(effect.location[g])) continue;
      block.values(row, g) =
          (values[g] - effect.location[g]) / std::sqrt(effect.scale[g]) * std::sqrt(variance_[g]) + mean_[g] +
          kept[g];
    }
  }

  /// The sum that the covariates of a sample add to each gene.
  std::vector<double> covariate_part(std::size_t sample, const StepPlace& place) const {
    std::vector<double> part(genes_);
    const auto design = covariates_.of(sample, place);
    for (std::size_t c = 0; c < design.size(); ++c) {
      if (design[c] == 0) continue;
      for (std::size_t g = 0; g < genes_; ++g) part[g] += design[c] * coefficients_[c * genes_ + g];
    }
    return part;
  }

  std::vector<double> design_of(std::size_t sample, const StepPlace& place) const {
    std::vector<double> design(batches_.trained());
    design[batches_.of(sample, place)] = 1;
    const auto more = covariates_.of(sample, place);
    design.insert(design.end(), more.begin(), more.end());
    return design;
  }

  static void check_complete(const SampleBlock& block, std::size_t row, const StepPlace& place) {
    const auto values = block.values.row(row);
    const auto missing = std::ranges::find_if(values, [](double value) { return std::isnan(value); });
    if (missing == values.end()) return;
    throw DataError(fmt::format(
        "combat: sample \"{}\" has no value of gene \"{}\"; put \"impute=mean\" before it",
        place.samples[block.samples[row]], place.genes[static_cast<std::size_t>(missing - values.begin())]));
  }

  Batches batches_;
  Covariates covariates_;
  std::size_t genes_ = 0;
  std::vector<double> mean_, variance_;       // over all training samples, of each gene
  std::vector<double> coefficients_;          // [covariate][gene]
  std::vector<double> batch_coefficients_{};  // [batch][gene]; while fitting
  std::vector<double> counts_{};              // training samples of each batch; while fitting
  std::vector<bool> used_;                    // genes that vary within every batch; others stay as they are
  std::vector<BatchEffect> effects_;
};

}  // namespace

std::unique_ptr<Step> make_combat(const std::string& words, const StepResources&) {
  const auto [batch, rest] = split_argument(words);
  if (batch.empty())
    throw UsageError("must name the column of batches, as combat=batch or combat=batch:tissue+age");
  std::vector<std::string> covariates;
  for (std::size_t first = 0; first < rest.size();) {
    const auto end = std::min(rest.find('+', first), rest.size());
    covariates.push_back(rest.substr(first, end - first));
    first = end + 1;
  }
  return std::make_unique<Combat>(batch, std::move(covariates));
}

}  // namespace lampyris
