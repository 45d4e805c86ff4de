// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/modules/contrast.hpp"

namespace lampyris {

/// Case labels permuted by what the groups leave exchangeable. A draw (a) assigns the label vectors of whole
/// groups out again among groups of equal size, then (b) shuffles the labels within each group.
///
/// The null hypothesis behind it: samples of one group (biopsies of a patient) are exchangeable, and groups
/// of equal size are exchangeable as blocks. The transformations of (a) and (b) form a group (a wreath
/// product for each size) from which the draw is uniform, so the p value is exact under that null, whatever
/// the correlation within groups. Within-group shuffles alone would never move the label of a patient who
/// gave one sample or only cases; exchanging blocks alone would never use that affected and unaffected
/// samples were taken from one patient. Without groups (each of size one) it is the plain permutation.
class Relabelling {
 public:
  /// Throws UsageError that names the contrast when no relabelling differs from the labels as they are.
  Relabelling(const Contrast& contrast, std::uint64_t seed);

  /// The labels of permutation `index`, one a sample: a function of (seed, name of the contrast, index)
  /// alone.
  [[nodiscard]] std::vector<std::uint8_t> labels(std::size_t index) const;

  /// How many different label vectors there are; its inverse is the smallest p that can be told apart.
  /// Infinity when it exceeds any double.
  [[nodiscard]] double distinct() const { return distinct_; }

 private:
  const Contrast& contrast_;
  std::uint64_t seed_;
  std::vector<std::vector<std::size_t>> members_;  // of each group: samples of the contrast
  std::vector<std::vector<std::size_t>> blocks_;   // groups of equal size, by size
  double distinct_ = 1;
};

}  // namespace lampyris
