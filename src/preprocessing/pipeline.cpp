// SPDX-License-Identifier: Apache-2.0
#include "src/preprocessing/pipeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "src/base/error.hpp"
#include "src/base/nearest_word.hpp"

namespace lampyris {
namespace {

struct KnownStep {
  const char* name;
  MakeStep make;
};

constexpr std::array known{KnownStep{"log2", make_log2},         KnownStep{"cpm", make_cpm},
                           KnownStep{"tpm", make_tpm},           KnownStep{"rank", make_rank},
                           KnownStep{"quantile", make_quantile}, KnownStep{"minmax", make_minmax},
                           KnownStep{"zscore", make_zscore},     KnownStep{"winsorise", make_winsorise},
                           KnownStep{"impute", make_impute},     KnownStep{"expressed", make_expressed},
                           KnownStep{"variance", make_variance}, KnownStep{"variable", make_variable},
                           KnownStep{"centre", make_centre},     KnownStep{"combat", make_combat}};

std::shared_ptr<Step> make_step(const std::string& text, const StepResources& resources) {
  const auto equals = std::min(text.find('='), text.size());
  const std::string name = text.substr(0, equals);
  const auto step = std::ranges::find_if(known, [&](const KnownStep& one) { return name == one.name; });
  if (step == known.end()) {
    std::vector<std::string> names;
    names.reserve(std::size(known));
    for (const auto& one : known) names.emplace_back(one.name);
    throw UsageError(fmt::format("cohort.preprocess: no step \"{}\"; the nearest is \"{}\"", name,
                                 nearest_word(name, names)));
  }
  try {
    return step->make(equals < text.size() ? text.substr(equals + 1) : "", resources);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("cohort.preprocess: \"{}\": {}", text, error.what()));
  }
}

std::vector<std::string> genes_after(const Step& step, const std::vector<std::string>& genes) {
  const auto* kept = step.kept();
  if (kept == nullptr) return genes;
  std::vector<std::string> left;
  left.reserve(kept->size());
  for (const std::size_t gene : *kept) left.push_back(genes.at(gene));
  return left;
}

}  // namespace

void Step::fit(const SampleSet&, const SampleSet&, const StepPlace&) {}
void Step::restore(const StepState&, std::size_t) {}

const std::vector<double>& StepState::of_size(const std::string& name, std::size_t size) const {
  const auto& values = numbers.at(name);
  if (values.size() != size) throw std::out_of_range(name);
  return values;
}

Pipeline::Pipeline(const std::vector<std::string>& steps, const StepResources& resources) : texts_(steps) {
  for (const auto& text : steps) steps_.push_back(make_step(text, resources));
}

std::vector<std::string> Pipeline::output_genes() const {
  return genes_.empty() ? input_genes_ : genes_.back();
}

Matrix<double> Pipeline::apply_first(std::size_t steps, Matrix<double> values,
                                     std::span<const std::size_t> samples,
                                     const std::vector<std::string>& ids,
                                     const Annotation& annotation) const {
  SampleBlock block{{samples.begin(), samples.end()}, std::move(values)};
  for (std::size_t s = 0; s < steps; ++s) {
    steps_[s]->apply(block, {ids, genes_[s], annotation});
  }
  return std::move(block.values);
}

void Pipeline::fit(const RawCohort& cohort, const Split& split, const World& world, Progress& progress) {
  input_genes_ = cohort.genes;
  genes_ = {cohort.genes};
  const auto heldout = split.heldout();
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    const auto read = [&, s](std::span<const std::size_t> samples) {
      return apply_first(s, cohort.read(samples), samples, cohort.samples, cohort.annotation);
    };
    steps_[s]->fit({world, split.training, read}, {world, heldout, read},
                   {cohort.samples, genes_[s], cohort.annotation});
    genes_.push_back(genes_after(*steps_[s], genes_[s]));
    if (genes_.back().empty()) {
      throw DataError(fmt::format("cohort.preprocess: \"{}\" leaves no gene", texts_[s]));
    }
    progress.advance(1);
  }
}

Matrix<double> Pipeline::apply(Matrix<double> values, std::span<const std::size_t> samples,
                               const std::vector<std::string>& ids, const Annotation& annotation) const {
  return apply_first(steps_.size(), std::move(values), samples, ids, annotation);
}

void Pipeline::apply_in_blocks(const RawCohort& cohort, Slice samples, std::size_t block,
                               const std::function<void(std::size_t, MatrixView<const float>)>& take) const {
  for (std::size_t first = samples.offset; first < samples.end(); first += block) {
    std::vector<std::size_t> some(std::min(block, samples.end() - first));
    std::iota(some.begin(), some.end(), first);
    const auto prepared = apply(cohort.read(some), some, cohort.samples, cohort.annotation);
    Matrix<float> rounded(prepared.rows(), prepared.columns());
    std::ranges::transform(prepared.values(), rounded.values().begin(),
                           [](double value) { return static_cast<float>(value); });
    take(first, rounded.view());
  }
}

Matrix<float> Pipeline::project(std::span<const std::string> genes, MatrixView<const float> values,
                                const std::vector<std::string>& ids, const Annotation& annotation) const {
  std::unordered_map<std::string_view, std::size_t> column_of;
  for (std::size_t c = 0; c < genes.size(); ++c) column_of.emplace(genes[c], c);
  Matrix<double> aligned(values.rows(), input_genes_.size());
  for (std::size_t g = 0; g < input_genes_.size(); ++g) {
    const auto column = column_of.find(input_genes_[g]);
    for (std::size_t i = 0; i < values.rows(); ++i) {
      aligned(i, g) = column == column_of.end() ? std::numeric_limits<double>::quiet_NaN()
                                                : static_cast<double>(values(i, column->second));
    }
  }
  std::vector<std::size_t> samples(values.rows());
  std::iota(samples.begin(), samples.end(), std::size_t{0});
  const auto prepared = apply(std::move(aligned), samples, ids, annotation);
  const auto left = output_genes();
  Matrix<float> projected(prepared.rows(), prepared.columns());
  for (std::size_t g = 0; g < left.size(); ++g) {
    // What a step fills in for a gene that the cohort has not measured is no measurement.
    const bool measured = column_of.contains(left[g]);
    for (std::size_t i = 0; i < prepared.rows(); ++i) {
      projected(i, g) =
          measured ? static_cast<float>(prepared(i, g)) : std::numeric_limits<float>::quiet_NaN();
    }
  }
  return projected;
}

std::vector<StepState> Pipeline::states() const {
  std::vector<StepState> states;
  for (const auto& step : steps_) states.push_back(step->state());
  return states;
}

void Pipeline::restore(std::vector<std::string> input_genes, const std::vector<StepState>& states) {
  input_genes_ = std::move(input_genes);
  genes_ = {input_genes_};
  for (std::size_t s = 0; s < steps_.size(); ++s) {
    steps_[s]->restore(states.at(s), genes_[s].size());
    genes_.push_back(genes_after(*steps_[s], genes_[s]));
  }
}

}  // namespace lampyris
