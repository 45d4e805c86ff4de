#pragma once

#include <span>

namespace lampyris {

/// The ranks that hold the same genes and different samples: the port through which their gradients are added
/// up, while the next ones are computed.
class SampleAxis {
 public:
  virtual ~SampleAxis() = default;

  /// Collective; every rank starts the same sums in the same order. Begins to replace every value by its sum
  /// over the ranks; `values` is not touched until finish().
  virtual void start(std::span<float> values) = 0;
  /// Not collective. Lets the sums under way go on; called between products.
  virtual void progress() = 0;
  /// Collective. All sums are there, the same bits on every rank.
  virtual void finish() = 0;
};

/// One rank holds all samples.
class SingleSampleAxis final : public SampleAxis {
 public:
  void start(std::span<float>) override {}
  void progress() override {}
  void finish() override {}
};

}  // namespace lampyris
