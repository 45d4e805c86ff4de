#pragma once

#include <cstddef>
#include <span>

#include "src/autoencoder/parameter_layout.hpp"
#include "src/linalg/numbers.hpp"
#include "src/training/batches/batch_source.hpp"

namespace lampyris {

/// What becomes of a gradient, told by the engine that computes it.
class GradientSink {
 public:
  virtual ~GradientSink() = default;

  /// Collective over all ranks; once a batch, before the first take(). `error`: my part of Σ(x̂ − x)².
  virtual void know(double error) = 0;
  /// The gradient over all ranks of the elements from `first` on; the engine no longer reads their weights in
  /// this batch. Every element is given once.
  virtual void take(std::size_t first, std::span<const float> gradient) = 0;
};

/// Computes the gradient of the loss, the mean over the global batch and all genes of (x̂ − x)², by the
/// parameters that this rank holds. The engines differ in how the work is cut, not in what they compute.
class Engine {
 public:
  virtual ~Engine() = default;

  [[nodiscard]] virtual const ParameterLayout& layout() const = 0;
  /// No more samples are ever given at once.
  [[nodiscard]] virtual std::size_t most_rows() const = 0;

  /// Collective over the grid. Overwrites `gradient`, laid out as layout(), with the gradient over all ranks.
  /// Returns my part of Σ(x̂ − x)².
  virtual double compute(const Batch& batch, std::span<float> gradient) = 0;

  /// Collective over the grid. As compute(), but gives the gradient to `sink`, perhaps part by part while the
  /// parts are in cache; `gradient` is room for it.
  virtual void compute_for(GradientSink& sink, const Batch& batch, std::span<float> gradient) {
    sink.know(compute(batch, gradient));
    sink.take(0, gradient);
  }

  /// Collective over the gene group. My genes of the reconstruction of my group's samples (rows × my genes);
  /// valid until the next call.
  [[nodiscard]] virtual Numbers reconstruct(const Numbers& samples) = 0;

  /// Collective over the gene group. The first layer of `samples` with a value that is not finite here: 0 =
  /// genes, L + 1 = reconstruction, L + 2 = none.
  [[nodiscard]] virtual std::size_t first_broken_layer(const Numbers& samples) = 0;

  /// The weights in the precision of the products, laid out as layout(): whoever changes a weight writes it
  /// here too. Empty when products read the weights themselves.
  [[nodiscard]] virtual std::span<bfloat16> bf16_weights() { return {}; }
  /// The weights were replaced: reads all of them again.
  virtual void weights_replaced() {}
};

}  // namespace lampyris
