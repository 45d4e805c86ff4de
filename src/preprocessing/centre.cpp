// SPDX-License-Identifier: Apache-2.0
// Each gene's mean of a batch to the mean over all training samples.
#include <cmath>

#include "src/preprocessing/covariates.hpp"
#include "src/preprocessing/gene_moments.hpp"
#include "src/preprocessing/step_arguments.hpp"

namespace lampyris {
namespace {

class Centre final : public Step {
 public:
  explicit Centre(std::string column) : batches_(std::move(column)) {}

  void fit(const SampleSet& training, const SampleSet& others, const StepPlace& place) override {
    batches_.fit(training, others, place);
    mean_ = gene_moments(training, place.genes.size()).mean;
    shift_ = means_of(training, place, 0, batches_.trained());
    const auto more = means_of(others, place, batches_.trained(), batches_.names().size());
    shift_.insert(shift_.end(), more.begin(), more.end());
    for (std::size_t i = 0; i < shift_.size(); ++i) shift_[i] = mean_[i % mean_.size()] - shift_[i];
  }

  void apply(SampleBlock& block, const StepPlace& place) const override {
    const std::size_t genes = mean_.size();
    const auto unseen = batches_.unseen(block, place);
    for (std::size_t i = 0; i < block.values.rows(); ++i) {
      const std::size_t batch = batches_.of(block.samples[i], place);
      if (batch < batches_.names().size())
        add(block.values.row(i), std::span(shift_).subspan(batch * genes, genes));
    }
    for (const auto& [name, rows] : unseen) {
      const auto own = own_shift(block, rows);
      for (const std::size_t i : rows) add(block.values.row(i), own);
    }
  }

  [[nodiscard]] StepState state() const override {
    StepState state{{{"mean", mean_}, {"shift", shift_}}, {}};
    batches_.store(state);
    return state;
  }
  void restore(const StepState& state, std::size_t genes) override {
    batches_.restore(state);
    mean_ = state.of_size("mean", genes);
    shift_ = state.of_size("shift", genes * batches_.names().size());
  }

 private:
  /// The means of the batches from `first` to `end`, [batch][gene].
  std::vector<double> means_of(const SampleSet& samples, const StepPlace& place, std::size_t first,
                               std::size_t end) const {
    const std::size_t size = (end - first) * place.genes.size();
    const auto sums = samples.sum(2 * size, [&](const SampleBlock& block, std::span<double> sum) {
      for (std::size_t i = 0; i < block.values.rows(); ++i) {
        const std::size_t batch = batches_.of(block.samples[i], place);
        if (batch < first || batch >= end) continue;
        const auto row = block.values.row(i);
        for (std::size_t g = 0; g < row.size(); ++g) {
          if (std::isnan(row[g])) continue;
          const std::size_t at = (batch - first) * row.size() + g;
          ++sum[at];
          sum[size + at] += row[g];
        }
      }
    });
    std::vector<double> means(size);
    for (std::size_t i = 0; i < size; ++i) means[i] = sums[i] > 0 ? sums[size + i] / sums[i] : std::nan("");
    return means;
  }

  static void add(std::span<double> values, std::span<const double> shift) {
    for (std::size_t g = 0; g < values.size(); ++g) values[g] += std::isnan(shift[g]) ? 0 : shift[g];
  }

  std::vector<double> own_shift(const SampleBlock& block, const std::vector<std::size_t>& rows) const {
    std::vector<double> shift(mean_.size());
    std::vector<double> count(mean_.size());
    for (const std::size_t i : rows) {
      const auto row = block.values.row(i);
      for (std::size_t g = 0; g < row.size(); ++g) {
        if (std::isnan(row[g])) continue;
        ++count[g];
        shift[g] += row[g];
      }
    }
    for (std::size_t g = 0; g < count.size(); ++g) shift[g] = mean_[g] - shift[g] / count[g];
    return shift;
  }

  Batches batches_;
  std::vector<double> mean_;   // of each gene
  std::vector<double> shift_;  // [batch][gene]
};

}  // namespace

std::unique_ptr<Step> make_centre(const std::string& words, const StepResources&) {
  if (words.empty()) throw UsageError("must name the column of batches, as centre=batch");
  return std::make_unique<Centre>(words);
}

}  // namespace lampyris
