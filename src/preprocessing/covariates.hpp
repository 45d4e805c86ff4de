// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "src/preprocessing/step.hpp"

namespace lampyris {

/// The batch of each sample.
class Batches {
 public:
  /// No column; to be assigned.
  Batches() = default;
  /// Will read the batches from a column of the annotation.
  explicit Batches(std::string column) : column_(std::move(column)) {}

  /// Learns the batches of the training samples, sorted, and those of others behind them. Throws UsageError
  /// for an unknown column, DataError for a training sample without a batch.
  void fit(const SampleSet& training, const SampleSet& others, const StepPlace& place);
  /// The batches, those with training samples first.
  [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
  /// How many of names() have training samples; they are the first.
  [[nodiscard]] std::size_t trained() const { return trained_; }
  /// The batch of a sample: an index into names(); their number for one that is new. A cohort without the
  /// column is one batch without a name.
  [[nodiscard]] std::size_t of(std::size_t sample, const StepPlace& place) const;
  /// Rows of the block whose batch is new, by batch.
  [[nodiscard]] std::map<std::string, std::vector<std::size_t>> unseen(const SampleBlock& block,
                                                                       const StepPlace& place) const;

  /// Adds the batches to the state of their step.
  void store(StepState& state) const;
  /// Takes them from there. Throws std::out_of_range when they are not there.
  void restore(const StepState& state);

 private:
  [[nodiscard]] std::string name_of(std::size_t sample, const StepPlace& place) const;

  std::string column_;
  std::vector<std::string> names_;
  std::size_t trained_ = 0;
};

/// Columns of annotation as columns of a design: numbers as they are, of k texts the last k − 1 as 0 and 1.
class Covariates {
 public:
  /// No columns.
  Covariates() = default;
  /// Will read these columns of the annotation.
  explicit Covariates(std::vector<std::string> columns) : columns_(std::move(columns)) {}

  /// Learns which columns are numbers, and the texts of the others. Throws as of().
  void fit(const SampleSet& training, const StepPlace& place);
  /// The number of columns of the design.
  [[nodiscard]] std::size_t size() const;
  /// The row of the design for a sample. Throws DataError for a missing value, and for a text that training
  /// has not; UsageError for a cohort without the column.
  [[nodiscard]] std::vector<double> of(std::size_t sample, const StepPlace& place) const;

  /// Adds the texts to the state of their step.
  void store(StepState& state) const;
  /// Takes them from there. Throws std::out_of_range when they are not there.
  void restore(const StepState& state);

 private:
  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> levels_;  // of each column; empty for numbers
};

}  // namespace lampyris
