// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "src/base/progress.hpp"
#include "src/base/slice.hpp"
#include "src/base/world.hpp"
#include "src/cohort/split.hpp"
#include "src/preprocessing/step.hpp"

namespace lampyris {

/// A cohort to preprocess: who is in it, and how to read it.
struct RawCohort {
  const std::vector<std::string>& samples;  ///< ids
  const std::vector<std::string>& genes;    ///< ids, one a column
  const Annotation& annotation;             ///< one value a sample
  SampleSet::Read read;                     ///< values as they are in the cohort
};

/// Steps of preprocessing in their order, each fitted on the training samples as the steps before leave them:
///
/// - "cpm": each sample to a sum of 10⁶; "tpm": the same after dividing by gene lengths
/// - "log2": log2(x + 1)
/// - "quantile": all samples to the mean of the sorted training samples (Bolstad et al. 2003), as limma's
///   normalizeQuantiles
/// - "rank": average ranks within a sample, from 0 to 1
/// - "minmax", "zscore" or "zscore=10": each gene to [0, 1], or to mean 0 and sd 1, clipped at ±10
/// - "winsorise=3": each gene's values cut at mean ± 3 sd
/// - "impute=mean", "impute=knn:10": missing values by the gene's mean, or the mean of the 10 nearest samples
/// - "expressed=1:0.1": genes of at least 1 in at least a tenth of the samples
/// - "variance=0.1", "variable=2000": genes of at least this variance, or those of the highest
/// - "centre=batch": each gene's mean of a batch to the mean of all
/// - "combat=batch:tissue+age": ComBat (Johnson, Li & Rabinovic 2007) with covariates to keep
///
/// A cohort that is projected goes through the same, with what was learnt. Of a batch that training has not
/// seen (also where the cohort has no such column: it is one batch then) centre and combat learn from all
/// samples of it that they are given.
class Pipeline {
 public:
  /// No steps: values stay as they are.
  Pipeline() = default;
  /// Throws UsageError for an unknown step, naming the nearest, and for words that it cannot use.
  Pipeline(const std::vector<std::string>& steps, const StepResources& resources);

  /// Whether there are no steps.
  [[nodiscard]] bool empty() const { return steps_.empty(); }
  /// The steps as the settings name them.
  [[nodiscard]] const std::vector<std::string>& texts() const { return texts_; }
  /// The genes that the first step was fitted on.
  [[nodiscard]] const std::vector<std::string>& input_genes() const { return input_genes_; }
  /// The genes that the last step leaves.
  [[nodiscard]] std::vector<std::string> output_genes() const;

  /// Collective. One pass or more over the training samples a step; tells `progress` of every step. Throws
  /// DataError.
  void fit(const RawCohort& cohort, const Split& split, const World& world, Progress& progress);
  /// Values of these samples, input genes in their order; a gene that is absent is NaN everywhere. Not
  /// collective.
  [[nodiscard]] Matrix<double> apply(Matrix<double> values, std::span<const std::size_t> samples,
                                     const std::vector<std::string>& ids, const Annotation& annotation) const;

  /// Samples of the cohort that the steps were fitted on, read and prepared in blocks of `block` samples, so
  /// that memory does not grow with their number: take(first, values) is called in order, with output genes
  /// in float32. Not collective.
  void apply_in_blocks(const RawCohort& cohort, Slice samples, std::size_t block,
                       const std::function<void(std::size_t, MatrixView<const float>)>& take) const;

  /// All samples of another cohort, whose genes are these, float32, as inputs of a model: output genes in
  /// their order, NaN where the cohort lacks the gene. Not collective. Throws as the steps.
  [[nodiscard]] Matrix<float> project(std::span<const std::string> genes, MatrixView<const float> values,
                                      const std::vector<std::string>& ids,
                                      const Annotation& annotation) const;

  /// The state of each step, for files.
  [[nodiscard]] std::vector<StepState> states() const;
  /// Takes the steps' states back that states() gave, on these genes. Throws std::out_of_range when they do
  /// not fit.
  void restore(std::vector<std::string> input_genes, const std::vector<StepState>& states);

 private:
  Matrix<double> apply_first(std::size_t steps, Matrix<double> values, std::span<const std::size_t> samples,
                             const std::vector<std::string>& ids, const Annotation& annotation) const;

  std::vector<std::string> texts_;
  std::vector<std::shared_ptr<Step>> steps_;  // shared: a model may be copied, and fitted steps do not change
  std::vector<std::string> input_genes_;
  std::vector<std::vector<std::string>> genes_;  // before each step, and after the last
};

}  // namespace lampyris
