// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

namespace lampyris {

/// The ranks that hold the same genes and different samples: the port through which their gradients are added
/// up.
class SampleAxis {
 public:
  virtual ~SampleAxis() = default;
  /// The number of ranks.
  [[nodiscard]] virtual std::size_t parts() const = 0;

  /// Collective; every rank asks for the same sums in the same order. Replaces every value by its sum over
  /// the ranks, the same bits on every rank.
  virtual void sum(std::span<float> values) = 0;
  /// Collective, as sum(), but may return before; until finish() the values are not to be touched.
  virtual void begin_sum(std::span<float> values) { sum(values); }
  /// Collective. Ends every sum that was begun.
  virtual void finish() {}
};

/// One rank holds all samples.
class SingleSampleAxis final : public SampleAxis {
 public:
  [[nodiscard]] std::size_t parts() const override { return 1; }
  void sum(std::span<float>) override {}
};

}  // namespace lampyris
