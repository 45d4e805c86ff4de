// SPDX-License-Identifier: Apache-2.0
// Steps that leave genes out.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "src/preprocessing/gene_moments.hpp"
#include "src/preprocessing/step.hpp"
#include "src/preprocessing/step_arguments.hpp"

namespace lampyris {
namespace {

class GeneFilter : public Step {
 public:
  void fit(const SampleSet& training, const SampleSet&, const StepPlace& place) override {
    kept_ = choose(training, place.genes.size());
  }
  void apply(SampleBlock& block, const StepPlace&) const override {
    Matrix<double> left(block.values.rows(), kept_.size());
    for (std::size_t i = 0; i < left.rows(); ++i) {
      for (std::size_t g = 0; g < kept_.size(); ++g) left(i, g) = block.values(i, kept_[g]);
    }
    block.values = std::move(left);
  }
  [[nodiscard]] const std::vector<std::size_t>* kept() const override { return &kept_; }
  [[nodiscard]] StepState state() const override { return {{{"kept", {kept_.begin(), kept_.end()}}}, {}}; }
  void restore(const StepState& state, std::size_t genes) override {
    kept_.clear();
    for (const double gene : state.numbers.at("kept")) {
      if (!(gene >= 0 && gene < static_cast<double>(genes))) throw std::out_of_range("kept");
      kept_.push_back(static_cast<std::size_t>(gene));
    }
  }

 private:
  /// Collective; ascending.
  virtual std::vector<std::size_t> choose(const SampleSet& training, std::size_t genes) const = 0;

  std::vector<std::size_t> kept_;
};

template <class Good>
std::vector<std::size_t> genes_where(std::size_t genes, Good good) {
  std::vector<std::size_t> kept;
  for (std::size_t g = 0; g < genes; ++g) {
    if (good(g)) kept.push_back(g);
  }
  return kept;
}

class Expressed final : public GeneFilter {
 public:
  Expressed(double least, double share) : least_(least), share_(share) {}

 private:
  std::vector<std::size_t> choose(const SampleSet& training, std::size_t genes) const override {
    const auto counts = training.sum(genes, [&](const SampleBlock& block, std::span<double> sum) {
      for (std::size_t i = 0; i < block.values.rows(); ++i) {
        const auto row = block.values.row(i);
        for (std::size_t g = 0; g < genes; ++g) sum[g] += row[g] >= least_ ? 1 : 0;
      }
    });
    const double due = share_ * static_cast<double>(training.samples().size());
    return genes_where(genes, [&](std::size_t g) { return counts[g] >= due; });
  }

  double least_, share_;
};

class LeastVariance final : public GeneFilter {
 public:
  explicit LeastVariance(double least) : least_(least) {}

 private:
  std::vector<std::size_t> choose(const SampleSet& training, std::size_t genes) const override {
    const auto variance = gene_moments(training, genes).variance;
    return genes_where(genes, [&](std::size_t g) { return variance[g] >= least_; });
  }

  double least_;
};

class MostVariable final : public GeneFilter {
 public:
  explicit MostVariable(std::size_t count) : count_(count) {}

 private:
  std::vector<std::size_t> choose(const SampleSet& training, std::size_t genes) const override {
    const auto variance = gene_moments(training, genes).variance;
    std::vector<std::size_t> order(genes);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return variance[a] > variance[b]; });
    order.resize(std::min(count_, genes));
    std::ranges::sort(order);
    return order;
  }

  std::size_t count_;
};

}  // namespace

std::unique_ptr<Step> make_expressed(const std::string& words, const StepResources&) {
  const auto [least, share] = split_argument(words);
  const double part =
      number_argument(share, 0, "VALUE:SHARE, a value and a share of the samples from 0 to 1");
  if (part > 1) throw UsageError("the share of the samples must be from 0 to 1");
  return std::make_unique<Expressed>(number_argument(least, -1e300, "VALUE:SHARE, as 1:0.1"), part);
}

std::unique_ptr<Step> make_variance(const std::string& words, const StepResources&) {
  return std::make_unique<LeastVariance>(number_argument(words, 0, "a variance, from 0 on"));
}

std::unique_ptr<Step> make_variable(const std::string& words, const StepResources&) {
  constexpr const char* due = "a number of genes, from 1 on";
  const double count = number_argument(words, 1, due);
  if (count != std::floor(count) || count > 1e9)
    throw UsageError(fmt::format("\"{}\" must be {}", words, due));
  return std::make_unique<MostVariable>(static_cast<std::size_t>(count));
}

}  // namespace lampyris
