// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "src/training/engines/engine.hpp"

namespace lampyris {

/// Computes in plain loops in double in one process, one sample after the other; the other engines are held
/// against it. Slow.
class SerialEngine final : public Engine {
 public:
  /// `layout` is the gene_layout of all genes; `weights`, laid out so, must outlive the engine.
  SerialEngine(const ParameterLayout& layout, std::span<const float> weights, std::size_t most_rows);

  [[nodiscard]] const ParameterLayout& layout() const override { return layout_; }
  [[nodiscard]] std::size_t most_rows() const override { return most_rows_; }
  [[nodiscard]] double forward(const Batch& batch) override;
  using Engine::backward;
  void backward(const Batch& batch, std::span<float> gradient) override;
  [[nodiscard]] Numbers reconstruct(const Numbers& samples) override;
  [[nodiscard]] std::size_t first_broken_layer(const Numbers& samples) override;

 private:
  using Values = std::vector<double>;
  // The position of the weight from `input` to `output` of a dense layer.
  [[nodiscard]] std::size_t at(std::size_t dense, std::size_t input, std::size_t output) const;
  // A sample's values in the layers 0 (the genes) … L + 1 (the reconstruction).
  [[nodiscard]] std::vector<Values> layers_of(std::span<const float> sample) const;
  // Adds a sample's gradient. `derivative` is that of the loss by its reconstruction.
  void add_gradient(const std::vector<Values>& layers, Values derivative, Values& gradient) const;

  ParameterLayout layout_;
  Architecture shape_;
  std::span<const float> weights_;
  std::size_t most_rows_;
  std::vector<std::vector<Values>> layers_;  // [sample of the batch], from forward to backward
  Matrix<float> reconstruction_;
};

}  // namespace lampyris
