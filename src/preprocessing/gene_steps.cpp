// SPDX-License-Identifier: Apache-2.0
// Steps that treat each gene by what the training samples say of it.
#include <algorithm>
#include <cmath>
#include <limits>

#include "src/preprocessing/gene_moments.hpp"
#include "src/preprocessing/step.hpp"
#include "src/preprocessing/step_arguments.hpp"

namespace lampyris {
namespace {

/// clamp((x − offset) · factor, low, high) of each gene; a missing value stays one, unless it is filled.
class GeneMap final : public Step {
 public:
  enum class Kind { minmax, zscore, winsorise, fill };
  GeneMap(Kind kind, double limit) : kind_(kind), limit_(limit) {}

  void fit(const SampleSet& training, const SampleSet&, const StepPlace& place) override {
    const std::size_t genes = place.genes.size();
    offset_.assign(genes, 0);
    factor_.assign(genes, 1);
    low_.assign(genes, -std::numeric_limits<double>::infinity());
    high_.assign(genes, std::numeric_limits<double>::infinity());
    kind_ == Kind::minmax ? fit_range(training, genes) : fit_moments(training, genes);
  }

  void apply(SampleBlock& block, const StepPlace&) const override {
    for (std::size_t i = 0; i < block.values.rows(); ++i) {
      const auto row = block.values.row(i);
      for (std::size_t g = 0; g < row.size(); ++g) {
        if (std::isnan(row[g])) {
          if (kind_ == Kind::fill) row[g] = offset_[g];
        } else if (kind_ != Kind::fill) {
          row[g] = std::clamp((row[g] - offset_[g]) * factor_[g], low_[g], high_[g]);
        }
      }
    }
  }

  [[nodiscard]] StepState state() const override {
    return {{{"offset", offset_}, {"factor", factor_}, {"low", low_}, {"high", high_}}, {}};
  }
  void restore(const StepState& state, std::size_t genes) override {
    offset_ = state.of_size("offset", genes);
    factor_ = state.of_size("factor", genes);
    low_ = state.of_size("low", genes);
    high_ = state.of_size("high", genes);
  }

 private:
  void fit_range(const SampleSet& training, std::size_t genes) {
    // The lowest, and the highest with its sign turned.
    const auto ends = training.fold(
        2 * genes, std::numeric_limits<double>::infinity(),
        [&](const SampleBlock& block, std::span<double> low) {
          for (std::size_t i = 0; i < block.values.rows(); ++i) {
            const auto row = block.values.row(i);
            for (std::size_t g = 0; g < genes; ++g) {
              if (std::isnan(row[g])) continue;
              low[g] = std::min(low[g], row[g]);
              low[genes + g] = std::min(low[genes + g], -row[g]);
            }
          }
        },
        [](double a, double b) { return std::min(a, b); });
    for (std::size_t g = 0; g < genes; ++g) {
      const double range = -ends[genes + g] - ends[g];
      offset_[g] = std::isfinite(ends[g]) ? ends[g] : 0;
      factor_[g] = range > 0 ? 1 / range : 0;
      low_[g] = 0;
      high_[g] = 1;
    }
  }

  void fit_moments(const SampleSet& training, std::size_t genes) {
    const auto moments = gene_moments(training, genes);
    for (std::size_t g = 0; g < genes; ++g) {
      const double sd = std::sqrt(moments.variance[g]);
      if (kind_ == Kind::fill) {
        offset_[g] = moments.mean[g];
      } else if (kind_ == Kind::winsorise) {
        if (moments.count[g] == 0) continue;
        low_[g] = moments.mean[g] - limit_ * sd;
        high_[g] = moments.mean[g] + limit_ * sd;
      } else {
        offset_[g] = moments.count[g] > 0 ? moments.mean[g] : 0;
        factor_[g] = sd > 0 ? 1 / sd : 0;
        low_[g] = -limit_;
        high_[g] = limit_;
      }
    }
  }

  Kind kind_;
  double limit_;
  std::vector<double> offset_, factor_, low_, high_;
};

constexpr const char* positive = "a number of standard deviations, above 0";

double limit_word(const std::string& words) {
  return number_argument(words, std::numeric_limits<double>::min(), positive);
}

}  // namespace

std::unique_ptr<Step> make_minmax(const std::string& words, const StepResources&) {
  expect_no_argument(words);
  return std::make_unique<GeneMap>(GeneMap::Kind::minmax, 0);
}

std::unique_ptr<Step> make_zscore(const std::string& words, const StepResources&) {
  const double limit = words.empty() ? std::numeric_limits<double>::infinity() : limit_word(words);
  return std::make_unique<GeneMap>(GeneMap::Kind::zscore, limit);
}

std::unique_ptr<Step> make_winsorise(const std::string& words, const StepResources&) {
  return std::make_unique<GeneMap>(GeneMap::Kind::winsorise, limit_word(words));
}

std::unique_ptr<Step> make_impute(const std::string& words, const StepResources&) {
  const auto [name, count] = split_argument(words);
  if (name == "knn") return make_knn(count);
  if (words != "mean") throw UsageError("must be impute=mean or impute=knn:K");
  return std::make_unique<GeneMap>(GeneMap::Kind::fill, 0);
}

}  // namespace lampyris
