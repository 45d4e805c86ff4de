#pragma once

#include <vector>

#include "src/training/engines/engine.hpp"

namespace lampyris {

/// Plain loops in double in one process, one sample after the other: what the other engines are held against.
/// Slow.
class SerialEngine final : public Engine {
 public:
  /// `layout` is the gene_layout of all genes; `weights`, laid out so, must outlive the engine.
  SerialEngine(const ParameterLayout& layout, std::span<const float> weights, std::size_t most_rows);

  [[nodiscard]] const ParameterLayout& layout() const override { return layout_; }
  [[nodiscard]] std::size_t most_rows() const override { return most_rows_; }
  double compute(const Batch& batch, std::span<float> gradient) override;
  [[nodiscard]] Numbers reconstruct(const Numbers& samples) override;
  [[nodiscard]] std::size_t first_broken_layer(const Numbers& samples) override;

 private:
  using Values = std::vector<double>;
  // Position of the weight from `input` to `output` of a dense layer.
  [[nodiscard]] std::size_t at(std::size_t dense, std::size_t input, std::size_t output) const;
  [[nodiscard]] std::vector<Values> layers_of(std::span<const float> sample) const;
  // `derivative`: of the loss by the reconstruction.
  void add_gradient(const std::vector<Values>& layers, Values derivative, Values& gradient) const;

  ParameterLayout layout_;
  Architecture shape_;
  std::span<const float> weights_;
  std::size_t most_rows_;
  Matrix<float> reconstruction_;
};

}  // namespace lampyris
