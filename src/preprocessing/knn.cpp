// SPDX-License-Identifier: Apache-2.0
// Missing values from the nearest training samples, by the distance over the genes that both have
// (Troyanskaya et al. 2001; the distance as KNNImputer of scikit-learn).
#include <algorithm>
#include <cmath>
#include <numeric>

#include "src/preprocessing/gene_moments.hpp"
#include "src/preprocessing/step.hpp"
#include "src/preprocessing/step_arguments.hpp"

namespace lampyris {
namespace {

/// Holds all training samples on every rank, in double, and so does the model.
class NearestSamples final : public Step {
 public:
  explicit NearestSamples(std::size_t count) : count_(count) {}

  void fit(const SampleSet& training, const SampleSet&, const StepPlace& place) override {
    donors_ = training.gather(place.genes.size());
    mean_ = gene_moments(training, place.genes.size()).mean;
  }

  void apply(SampleBlock& block, const StepPlace&) const override {
    for (std::size_t i = 0; i < block.values.rows(); ++i) fill(block.values.row(i));
  }

  [[nodiscard]] StepState state() const override {
    const auto donors = donors_.values();
    return {{{"donors", {donors.begin(), donors.end()}}, {"mean", mean_}}, {}};
  }
  void restore(const StepState& state, std::size_t genes) override {
    mean_ = state.of_size("mean", genes);
    const auto rows = genes > 0 ? state.numbers.at("donors").size() / genes : 0;
    const auto& donors = state.of_size("donors", rows * genes);
    donors_ = Matrix<double>(rows, genes);
    std::ranges::copy(donors, donors_.values().begin());
  }

 private:
  void fill(std::span<double> sample) const {
    if (std::ranges::none_of(sample, [](double value) { return std::isnan(value); })) return;
    const std::vector<double> given(sample.begin(), sample.end());
    std::vector<double> distance(donors_.rows());
    for (std::size_t d = 0; d < distance.size(); ++d) distance[d] = distance_of(given, donors_.row(d));
    std::vector<std::size_t> order(donors_.rows());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::erase_if(order, [&](std::size_t d) { return std::isnan(distance[d]); });
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return distance[a] < distance[b]; });
    for (std::size_t g = 0; g < sample.size(); ++g) {
      if (std::isnan(given[g])) sample[g] = mean_of_nearest(order, g);
    }
  }

  // Scaled as if all genes were there; NaN when the two have none in common.
  static double distance_of(std::span<const double> a, std::span<const double> b) {
    double squares = 0;
    double common = 0;
    for (std::size_t g = 0; g < a.size(); ++g) {
      const double apart = a[g] - b[g];
      if (std::isnan(apart)) continue;
      squares += apart * apart;
      ++common;
    }
    return common > 0 ? squares * static_cast<double>(a.size()) / common : std::nan("");
  }

  [[nodiscard]] double mean_of_nearest(const std::vector<std::size_t>& order, std::size_t gene) const {
    double sum = 0;
    std::size_t found = 0;
    for (std::size_t d = 0; d < order.size() && found < count_; ++d) {
      const double value = donors_(order[d], gene);
      if (std::isnan(value)) continue;
      sum += value;
      ++found;
    }
    return found > 0 ? sum / static_cast<double>(found) : mean_[gene];
  }

  std::size_t count_;
  Matrix<double> donors_;     // training samples × genes
  std::vector<double> mean_;  // of each gene
};

}  // namespace

std::unique_ptr<Step> make_knn(const std::string& words) {
  constexpr const char* due = "a number of samples, from 1 on, as impute=knn:10";
  const double count = number_argument(words, 1, due);
  if (count != std::floor(count) || count > 1e6)
    throw UsageError(fmt::format("\"{}\" must be {}", words, due));
  return std::make_unique<NearestSamples>(static_cast<std::size_t>(count));
}

}  // namespace lampyris
