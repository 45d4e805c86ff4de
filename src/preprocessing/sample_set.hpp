// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Some samples on their way through the steps of preprocessing.
struct SampleBlock {
  std::vector<std::size_t> samples;  ///< which they are in their cohort
  Matrix<double> values;             ///< samples × genes, NaN = missing
};

/// Samples of a cohort that a step is fitted on, read in blocks of bounded size.
class SampleSet {
 public:
  /// Gives the values of these samples as the step before left them. Not collective.
  using Read = std::function<Matrix<double>(std::span<const std::size_t> samples)>;
  /// Adds what a block says to `sums`, which are zero at first. Not collective.
  using Count = std::function<void(const SampleBlock& block, std::span<double> sums)>;
  /// Combines the counts of two blocks, the earlier one first.
  using Combine = double (*)(double, double);

  /// `samples` are ascending; `world` and they live longer than this.
  SampleSet(const World& world, std::span<const std::size_t> samples, Read read)
      : world_(&world), samples_(samples), read_(std::move(read)) {}

  /// The samples, ascending.
  [[nodiscard]] std::span<const std::size_t> samples() const { return samples_; }
  /// Collective. `size` sums over all blocks, added in the order of the samples, so that rounding does not
  /// depend on the number of ranks.
  [[nodiscard]] std::vector<double> sum(std::size_t size, const Count& count) const;
  /// Collective. The same of any combination, from `start` on.
  [[nodiscard]] std::vector<double> fold(std::size_t size, double start, const Count& count,
                                         Combine combine) const;
  /// Collective. All values, samples × genes, on every rank.
  [[nodiscard]] Matrix<double> gather(std::size_t genes) const;

 private:
  const World* world_;
  std::span<const std::size_t> samples_;
  Read read_;
};

}  // namespace lampyris
