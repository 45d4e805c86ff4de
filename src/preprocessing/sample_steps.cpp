// SPDX-License-Identifier: Apache-2.0
// Steps that look at one sample at a time.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "src/preprocessing/step.hpp"
#include "src/preprocessing/step_arguments.hpp"
#include "src/statistics/ranks.hpp"

namespace lampyris {
namespace {

void refuse_negative(double value, const SampleBlock& block, std::size_t row, std::size_t gene,
                     const StepPlace& place, const char* step) {
  if (!(value < 0)) return;
  throw DataError(
      fmt::format("{}: sample \"{}\" gene \"{}\": {:.6g}; must not be negative (is it a logarithm "
                  "already?)",
                  step, place.samples[block.samples[row]], place.genes[gene], value));
}

class Log2 final : public Step {
 public:
  void apply(SampleBlock& block, const StepPlace& place) const override {
    for (std::size_t i = 0; i < block.values.rows(); ++i) {
      const auto row = block.values.row(i);
      for (std::size_t g = 0; g < row.size(); ++g) {
        refuse_negative(row[g], block, i, g, place, "log2");
        row[g] = std::log2(row[g] + 1);
      }
    }
  }
};

/// To a sum of 10⁶ over the genes that are there, after dividing by lengths where there are some.
class PerMillion final : public Step {
 public:
  explicit PerMillion(const char* name) : name_(name) {}
  PerMillion(const char* name, std::unordered_map<std::string, double> lengths)
      : name_(name), table_(std::move(lengths)), by_length_(true) {}

  void fit(const SampleSet&, const SampleSet&, const StepPlace& place) override {
    if (!by_length_) return;
    std::size_t unknown = 0;
    std::string first;
    for (const auto& gene : place.genes) {
      const auto at = table_.find(gene);
      if (at == table_.end() && unknown++ == 0) first = gene;
      lengths_.push_back(at == table_.end() ? 1 : at->second);
    }
    if (unknown == 0) return;
    throw DataError(
        fmt::format("tpm: {} of {} genes have no length in cohort.gene_lengths, the first is \"{}\"", unknown,
                    place.genes.size(), first));
  }

  void apply(SampleBlock& block, const StepPlace& place) const override {
    constexpr double million = 1e6;
    for (std::size_t i = 0; i < block.values.rows(); ++i) {
      const auto row = block.values.row(i);
      double total = 0;
      for (std::size_t g = 0; g < row.size(); ++g) {
        refuse_negative(row[g], block, i, g, place, name_);
        if (!lengths_.empty()) row[g] /= lengths_[g];
        if (!std::isnan(row[g])) total += row[g];
      }
      if (total == 0) continue;  // an empty sample stays one
      for (double& value : row) value *= million / total;
    }
  }

  [[nodiscard]] StepState state() const override {
    if (!by_length_) return {};
    return {{{"lengths", lengths_}}, {}};
  }
  void restore(const StepState& state, std::size_t genes) override {
    if (by_length_) lengths_ = state.of_size("lengths", genes);
  }

 private:
  const char* name_;
  std::unordered_map<std::string, double> table_{};
  bool by_length_ = false;
  std::vector<double> lengths_{};  // of each gene
};

class Rank final : public Step {
 public:
  void apply(SampleBlock& block, const StepPlace&) const override {
    std::vector<double> there;
    for (std::size_t i = 0; i < block.values.rows(); ++i) {
      const auto row = block.values.row(i);
      there.clear();
      std::ranges::copy_if(row, std::back_inserter(there), [](double value) { return !std::isnan(value); });
      const auto ranks = midranks(there).rank;
      const double most = std::max(1.0, static_cast<double>(there.size()) - 1);
      std::size_t next = 0;
      for (double& value : row) {
        if (!std::isnan(value)) value = (ranks[next++] - 1) / most;
      }
    }
  }
};

}  // namespace

std::unique_ptr<Step> make_log2(const std::string& words, const StepResources&) {
  expect_no_argument(words);
  return std::make_unique<Log2>();
}

std::unique_ptr<Step> make_cpm(const std::string& words, const StepResources&) {
  expect_no_argument(words);
  return std::make_unique<PerMillion>("cpm");
}

std::unique_ptr<Step> make_tpm(const std::string& words, const StepResources& resources) {
  expect_no_argument(words);
  return std::make_unique<PerMillion>("tpm", resources.gene_lengths);
}

std::unique_ptr<Step> make_rank(const std::string& words, const StepResources&) {
  expect_no_argument(words);
  return std::make_unique<Rank>();
}

}  // namespace lampyris
