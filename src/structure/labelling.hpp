// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "src/cohort/annotation.hpp"

namespace lampyris {

/// One label column as it is used to measure structure: samples without a value and samples alone in their
/// class are left out.
struct Labelling {
  std::string label;                   ///< name of the column
  std::vector<std::string> classes;    ///< with at least two samples, in sorted order
  std::vector<std::size_t> sizes;      ///< samples of each class
  std::vector<std::size_t> samples;    ///< ascending, into the values it was made of
  std::vector<std::size_t> of_sample;  ///< class of each of `samples`
  std::size_t lone_classes = 0;        ///< classes left out, one sample each
};

/// Makes a labelling of a column, one value a sample, empty = missing.
[[nodiscard]] Labelling make_labelling(const std::string& label, const std::vector<std::string>& values);

/// Makes a labelling of the values of these samples alone.
[[nodiscard]] Labelling make_labelling(const std::string& label, const std::vector<std::string>& values,
                                       const std::vector<std::size_t>& samples);

/// The columns to measure by: those that are asked for, or every column with 2 to 40 classes when none is.
/// Throws UsageError for an unknown column and for one without two classes of at least two samples each.
[[nodiscard]] std::vector<std::string> choose_labels(const Annotation& annotation,
                                                     const std::vector<std::string>& wanted);

/// Samples that structure is measured on.
struct ChosenSamples {
  std::vector<std::size_t> samples;  ///< ascending
  std::size_t labelled = 0;          ///< from how many they were chosen
};

/// The samples with a value in any of these columns; when they are more than `most`, that many of them drawn
/// at random, a function of the seed alone.
[[nodiscard]] ChosenSamples choose_samples(const Annotation& annotation,
                                           const std::vector<std::string>& labels, std::size_t most,
                                           std::uint64_t seed);

}  // namespace lampyris
