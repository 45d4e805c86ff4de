#pragma once

#include <span>

namespace lampyris {

/// The ranks that hold different samples: the port through which their gradients are added up.
class SampleAxis {
 public:
  virtual ~SampleAxis() = default;

  /// Collective. Replaces every value by its sum over the ranks; the same bits on every rank.
  virtual void sum(std::span<float> values) const = 0;
};

/// One process holds all samples.
class SingleSampleAxis final : public SampleAxis {
 public:
  void sum(std::span<float>) const override {}
};

}  // namespace lampyris
