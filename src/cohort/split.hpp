// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/cohort/labels.hpp"

namespace lampyris {

/// The use of a sample: to fit a model, to choose one (its epoch, its size), or to say once how good it is.
enum class SamplePart : std::uint8_t { training = 0, validation = 1, test = 2 };

/// Which samples are in which part; sample indices in ascending order.
struct Split {
  std::vector<std::size_t> training;    ///< samples that train
  std::vector<std::size_t> validation;  ///< samples that choose
  std::vector<std::size_t> test;        ///< samples that are only predicted, at the end

  /// The samples that do not train, ascending.
  [[nodiscard]] std::vector<std::size_t> heldout() const;
  /// The part of each of all samples.
  [[nodiscard]] std::vector<SamplePart> parts() const;
};

/// Counts the different groups that some samples are of.
[[nodiscard]] std::size_t count_groups(const std::vector<std::size_t>& group_of_sample,
                                       const std::vector<std::size_t>& samples);

/// How much of the samples does not train, 0 ≤ fraction < 1 each.
struct SplitShares {
  double validation = 0;  ///< share that chooses
  double test = 0;        ///< share that is only predicted
};

/// Whole groups are drawn at random, a function of the seed alone, until at least their share of the samples
/// is in the test part, then in the validation part; a share above 0 takes at least one group. Throws
/// UsageError when no training sample would be left.
[[nodiscard]] Split split_samples(const Labels& groups, const SplitShares& shares, std::uint64_t seed);

/// Whole groups of the training part, and of the validation part by itself, are drawn at random until at
/// least a share of its samples is; they go over to the test part. A part keeps at least one group. A
/// function of the seed and the number alone: resamplings with other numbers are drawn independently.
[[nodiscard]] Split resample_groups(const Split& split, const Labels& groups, double share,
                                    std::uint64_t seed, std::uint64_t number);

}  // namespace lampyris
