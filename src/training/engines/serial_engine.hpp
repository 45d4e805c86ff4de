// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "src/training/engines/engine.hpp"
#include "src/training/engines/hidden_noise.hpp"

namespace lampyris {

/// Computes in plain loops in double in one process, one sample after the other; the other engines are held
/// against it. Slow.
class SerialEngine final : public Engine {
 public:
  /// `layout` is the gene_layout of all genes; `weights`, laid out so, must outlive the engine.
  SerialEngine(const ParameterLayout& layout, std::span<const float> weights, std::size_t most_rows,
               HiddenNoise noise = {});

  [[nodiscard]] const ParameterLayout& layout() const override { return layout_; }
  [[nodiscard]] std::size_t most_rows() const override { return most_rows_; }
  [[nodiscard]] double forward(const Batch& batch) override;
  using Engine::backward;
  void backward(const Batch& batch, std::span<float> gradient) override;
  [[nodiscard]] Numbers reconstruct(const Numbers& samples) override;
  [[nodiscard]] std::size_t first_broken_layer(const Numbers& samples) override;

 private:
  using Values = std::vector<double>;
  // A sample on its way through the layers.
  struct Passed {
    std::vector<Values> layers;   // 0 (the genes) … L + 1 (the reconstruction)
    std::vector<Values> sums;     // [dense], bias included; of bent nodes after layer norm
    std::vector<Values> factors;  // [dense], of dropout
    Values inverses;              // [dense], 1 / sd of layer norm
  };
  // The position of the weight from `input` to `output` of a dense layer.
  [[nodiscard]] std::size_t at(std::size_t dense, std::size_t input, std::size_t output) const;
  [[nodiscard]] bool is_bent(std::size_t dense, std::size_t output) const;
  [[nodiscard]] Passed pass(std::span<const float> sample, const NoisyRows& noise, std::size_t row) const;
  [[nodiscard]] Values sums_of(std::size_t dense, const Values& inputs) const;
  // The outputs of a dense layer, from the sums that are its last.
  void activate(std::size_t dense, const NoisyRows& noise, std::size_t row, Passed& passed) const;
  // δ of a dense layer, from the derivative by its outputs.
  void to_delta(std::size_t dense, const Passed& passed, Values& derivative) const;
  // Adds a sample's gradient. `derivative` is that of the loss by its reconstruction.
  void add_gradient(const Passed& passed, Values derivative, Values& gradient) const;

  ParameterLayout layout_;
  Architecture shape_;
  std::span<const float> weights_;
  std::size_t most_rows_;
  HiddenNoise noise_;
  std::vector<Passed> passed_;  // [sample of the batch], from forward to backward
  Matrix<float> reconstruction_;
};

}  // namespace lampyris
