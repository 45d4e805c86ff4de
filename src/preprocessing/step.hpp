// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "src/cohort/annotation.hpp"
#include "src/preprocessing/sample_set.hpp"

namespace lampyris {

/// The knowledge of a fitted step, for files.
struct StepState {
  std::map<std::string, std::vector<double>> numbers{};     ///< arrays of numbers, by name
  std::map<std::string, std::vector<std::string>> texts{};  ///< arrays of texts, by name

  /// The numbers of this name. Throws std::out_of_range when they are not there, or not so many.
  [[nodiscard]] const std::vector<double>& of_size(const std::string& name, std::size_t size) const;
};

/// Whose values a step sees.
struct StepPlace {
  const std::vector<std::string>& samples;  ///< of the whole cohort
  const std::vector<std::string>& genes;    ///< of the values' columns
  const Annotation& annotation;             ///< of the samples
};

/// One step of preprocessing.
class Step {
 public:
  virtual ~Step() = default;

  /// Collective. Learns from the training samples; `others` are those of the cohort that do not train, of
  /// which only batches without any training sample are learnt. Throws DataError for values and annotation
  /// that the step cannot use.
  virtual void fit(const SampleSet& training, const SampleSet& others, const StepPlace& place);
  /// Changes the values of a block in place, also the number of columns. Not collective. Throws as fit.
  virtual void apply(SampleBlock& block, const StepPlace& place) const = 0;
  /// Columns that are left, ascending; nothing when all are.
  [[nodiscard]] virtual const std::vector<std::size_t>* kept() const { return nullptr; }
  /// The result of fit, for files; empty for a step that learns nothing.
  [[nodiscard]] virtual StepState state() const { return {}; }
  /// Takes a state back that state() gave, on so many genes. Throws std::out_of_range for one that does not
  /// fit them.
  virtual void restore(const StepState& state, std::size_t genes);
};

/// Things that steps may need besides their arguments.
struct StepResources {
  std::unordered_map<std::string, double> gene_lengths{};  ///< in any unit, of tpm
};

/// Makes a step of what stands behind "=" in its text ("" = nothing). Throws UsageError, which says what is
/// due.
using MakeStep = std::unique_ptr<Step> (*)(const std::string& words, const StepResources& resources);

std::unique_ptr<Step> make_log2(const std::string&, const StepResources&);       ///< makes the step log2
std::unique_ptr<Step> make_cpm(const std::string&, const StepResources&);        ///< makes the step cpm
std::unique_ptr<Step> make_tpm(const std::string&, const StepResources&);        ///< makes the step tpm
std::unique_ptr<Step> make_rank(const std::string&, const StepResources&);       ///< makes the step rank
std::unique_ptr<Step> make_quantile(const std::string&, const StepResources&);   ///< makes the step quantile
std::unique_ptr<Step> make_minmax(const std::string&, const StepResources&);     ///< makes the step minmax
std::unique_ptr<Step> make_zscore(const std::string&, const StepResources&);     ///< makes the step zscore
std::unique_ptr<Step> make_winsorise(const std::string&, const StepResources&);  ///< makes the step winsorise
std::unique_ptr<Step> make_impute(const std::string&, const StepResources&);  ///< makes the step impute=mean
std::unique_ptr<Step> make_knn(const std::string&);                           ///< makes the step impute=knn
std::unique_ptr<Step> make_expressed(const std::string&, const StepResources&);  ///< makes the step expressed
std::unique_ptr<Step> make_variance(const std::string&, const StepResources&);   ///< makes the step variance
std::unique_ptr<Step> make_variable(const std::string&, const StepResources&);   ///< makes the step variable
std::unique_ptr<Step> make_centre(const std::string&, const StepResources&);     ///< makes the step centre
std::unique_ptr<Step> make_combat(const std::string&, const StepResources&);     ///< makes the step combat

}  // namespace lampyris
