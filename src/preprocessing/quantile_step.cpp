// SPDX-License-Identifier: Apache-2.0
// Quantile normalisation (Bolstad, Irizarry, Åstrand & Speed 2003), as normalizeQuantiles of limma with ties.
#include <algorithm>
#include <cmath>

#include "src/preprocessing/step.hpp"
#include "src/preprocessing/step_arguments.hpp"
#include "src/statistics/ranks.hpp"

namespace lampyris {
namespace {

/// The value at `place` (0 ≤ place ≤ size − 1) between equally spaced ones.
double between(std::span<const double> values, double place) {
  const auto low = static_cast<std::size_t>(place);
  if (low + 1 >= values.size()) return values.back();
  return values[low] + (values[low + 1] - values[low]) * (place - static_cast<double>(low));
}

std::vector<double> present(std::span<const double> row) {
  std::vector<double> there;
  std::ranges::copy_if(row, std::back_inserter(there), [](double value) { return !std::isnan(value); });
  return there;
}

/// How far `step` of `from` equal steps is along `to` of them; a sample of one value is all at the start.
double rescale(double step, std::size_t from, std::size_t to) {
  if (from == to) return step;
  return from > 1 ? step * static_cast<double>(to - 1) / static_cast<double>(from - 1) : 0;
}

class Quantile final : public Step {
 public:
  void fit(const SampleSet& training, const SampleSet&, const StepPlace& place) override {
    const std::size_t genes = place.genes.size();
    // The last counts the samples: one without any value says nothing.
    auto sums = training.sum(genes + 1, [&](const SampleBlock& block, std::span<double> sum) {
      for (std::size_t i = 0; i < block.values.rows(); ++i) {
        auto sorted = present(block.values.row(i));
        if (sorted.empty()) continue;
        std::ranges::sort(sorted);
        for (std::size_t g = 0; g < genes; ++g) {
          const double step = static_cast<double>(g);
          sum[g] += sorted.size() == genes ? sorted[g] : between(sorted, rescale(step, genes, sorted.size()));
        }
        ++sum[genes];
      }
    });
    if (sums[genes] == 0) throw DataError("quantile: no training sample has a value");
    for (std::size_t g = 0; g < genes; ++g) sums[g] /= sums[genes];
    sums.pop_back();
    reference_ = std::move(sums);
  }

  void apply(SampleBlock& block, const StepPlace&) const override {
    for (std::size_t i = 0; i < block.values.rows(); ++i) {
      const auto row = block.values.row(i);
      const auto there = present(row);
      const auto ranks = midranks(there).rank;
      std::size_t next = 0;
      for (double& value : row) {
        if (std::isnan(value)) continue;
        value = between(reference_, rescale(ranks[next++] - 1, there.size(), reference_.size()));
      }
    }
  }

  [[nodiscard]] StepState state() const override { return {{{"reference", reference_}}, {}}; }
  void restore(const StepState& state, std::size_t genes) override {
    reference_ = state.of_size("reference", genes);
  }

 private:
  std::vector<double> reference_;  // ascending, as many as there are genes
};

}  // namespace

std::unique_ptr<Step> make_quantile(const std::string& words, const StepResources&) {
  expect_no_argument(words);
  return std::make_unique<Quantile>();
}

}  // namespace lampyris
