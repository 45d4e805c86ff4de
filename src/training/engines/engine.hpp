// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "src/autoencoder/parameter_layout.hpp"
#include "src/linalg/numbers.hpp"
#include "src/training/batches/batch_source.hpp"

namespace lampyris {

/// Receives the gradient, over all ranks, of the elements from `first` on.
using OnGradient = std::function<void(std::size_t first, std::span<const float> gradient)>;

/// Computes the loss, the mean over the global batch and all genes of (x̂ − x)², and its gradient by the
/// parameters that this rank holds. The engines differ in how the work is cut, not in what they compute.
///
/// A step is forward(batch), then backward(batch, …) of the same batch, with no other call between them:
/// forward leaves the activations that backward reads. Who learns from forward that the loss is not finite
/// leaves backward out.
class Engine {
 public:
  virtual ~Engine() = default;

  /// Which parameters this rank holds, and how they lie.
  [[nodiscard]] virtual const ParameterLayout& layout() const = 0;
  /// No more samples are ever given at once.
  [[nodiscard]] virtual std::size_t most_rows() const = 0;

  /// Collective over the grid. Encodes batch.inputs, decodes, compares with batch.values; keeps the
  /// activations and δ of the reconstruction. Returns my part of the squared error Σ(x̂ − x)².
  [[nodiscard]] virtual double forward(const Batch& batch) = 0;

  /// Collective over the grid. Overwrites `gradient`, laid out as layout(), with the gradient over all ranks.
  virtual void backward(const Batch& batch, std::span<float> gradient) = 0;

  /// Collective over the grid. The same gradient, passed to `on_gradient` whole, or block by block while a
  /// block is in cache: every element once, and after the engine has read its weight for the last time in
  /// this batch, so that the weight may be updated at once. `room`, as large as layout(), holds the blocks.
  virtual void backward(const Batch& batch, std::span<float> room, const OnGradient& on_gradient) {
    backward(batch, room);
    on_gradient(0, room);
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
  /// Reads all weights again, after they were replaced.
  virtual void weights_replaced() {}
};

}  // namespace lampyris
