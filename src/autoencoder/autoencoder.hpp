// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>

#include "src/autoencoder/architecture.hpp"
#include "src/base/slice.hpp"
#include "src/linalg/batch_invariant_gemm.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Where the parameters of an autoencoder lie, and what keeps them there.
struct ParameterStore {
  std::span<float> values;      ///< the flat vector, see Architecture
  std::shared_ptr<void> owner;  ///< keeps the memory alive; may be empty
};

/// An architecture and its parameters, one flat vector: for each dense layer the weights (inputs × outputs,
/// row-major: out = activation(in · W + bias), see activate_sums), then the bias. Move-only.
class Autoencoder {
 public:
  /// No genes and no layers.
  Autoencoder() = default;
  /// All parameters are zero.
  explicit Autoencoder(Architecture architecture);
  /// Parameters that are kept elsewhere; architecture.parameters() of them, or none: the architecture alone.
  Autoencoder(Architecture architecture, ParameterStore store);
  /// Takes the parameters over.
  Autoencoder(Autoencoder&&) = default;
  /// Takes the parameters over.
  Autoencoder& operator=(Autoencoder&&) = default;

  /// The widths and activations.
  [[nodiscard]] const Architecture& architecture() const { return architecture_; }
  /// The flat vector of all parameters.
  [[nodiscard]] std::span<float> parameters() { return store_.values; }
  /// The flat vector of all parameters, to read.
  [[nodiscard]] std::span<const float> parameters() const { return store_.values; }
  /// The weights of a dense layer: inputs × outputs.
  [[nodiscard]] MatrixView<const float> weights(std::size_t dense) const;
  /// The bias of a dense layer: one value an output.
  [[nodiscard]] std::span<const float> bias(std::size_t dense) const;

 private:
  Architecture architecture_;
  ParameterStore store_;
};

/// Codes of layer `to` from values of layer `from` (0 = scaled genes, L + 1 = reconstruction), from < to.
/// n × width(from) → n × width(to). Batch-invariant: a row's bits depend on that row alone (see
/// batch_invariant_gemm).
[[nodiscard]] Matrix<float> propagate(const Autoencoder& autoencoder, MatrixView<const float> values,
                                      std::size_t from, std::size_t to);

/// propagate by one dense layer to these outputs alone: n × inputs → n × outputs.count, the bits of
/// propagate. Of hidden layers that are not plain all outputs must be asked for.
[[nodiscard]] Matrix<float> propagate_to(const Autoencoder& autoencoder, MatrixView<const float> values,
                                         std::size_t dense, Slice outputs);

/// Some of the weights of a dense layer.
struct WeightBlock {
  std::size_t dense;  ///< which dense layer
  Slice inputs;       ///< rows of its weights
  Slice outputs;      ///< columns of its weights
};

/// sums += values · these weights: n × inputs.count → n × outputs.count. All inputs in order, from sums of 0,
/// and finish_layer make propagate's bits.
void add_products(const Autoencoder& autoencoder, const PackedRows& values, const WeightBlock& block,
                  MatrixView<float> sums);

/// sums = activation(sums + bias), whole rows of a hidden layer; see activate_sums.
void finish_layer(const Autoencoder& autoencoder, std::size_t dense, MatrixView<float> sums);

}  // namespace lampyris
