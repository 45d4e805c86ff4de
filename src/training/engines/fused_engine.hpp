#pragma once

#include <vector>

#include "src/linalg/gemm.hpp"
#include "src/training/engines/engine.hpp"
#include "src/training/engines/gene_axis.hpp"
#include "src/training/engines/layer_weights.hpp"
#include "src/training/engines/sample_axis.hpp"
#include "src/training/engines/sparsity.hpp"

namespace lampyris {

/// What the GeneAxis of a FusedEngine<Number> has to hold for `most_rows` samples at once.
template <class Number>
[[nodiscard]] GeneAxisSizes gene_axis_sizes(const Architecture& architecture, std::size_t most_rows);

/// The outer layers cut by genes over the ranks of a gene group, the inner ones by samples; every product
/// through oneDNN, in Number = float or bfloat16 with float sums. Owns the activations of one batch: nothing
/// is allocated from step to step.
template <class Number>
class FusedEngine final : public Engine {
 public:
  /// How this rank meets the others.
  struct Exchange {
    GeneAxis& genes;
    SampleAxis& samples;
    const World& world;
  };

  /// `layout` is a gene_layout; `weights`, laid out so, and the ports must outlive the engine.
  FusedEngine(const ParameterLayout& layout, std::span<const float> weights, std::size_t most_rows,
              const Exchange& exchange, const Sparsity& sparsity = {});

  [[nodiscard]] const ParameterLayout& layout() const override { return layout_; }
  [[nodiscard]] std::size_t most_rows() const override { return most_rows_; }
  double compute(const Batch& batch, std::span<float> gradient) override;
  void compute_for(GradientSink& sink, const Batch& batch, std::span<float> gradient) override;
  [[nodiscard]] Numbers reconstruct(const Numbers& samples) override;
  [[nodiscard]] std::size_t first_broken_layer(const Numbers& samples) override;
  [[nodiscard]] std::span<bfloat16> bf16_weights() override { return weights_.bf16_weights(); }
  void weights_replaced() override { weights_.replaced(); }

 private:
  // My rows of a hidden layer; the last one lies where the gene group gathers it.
  [[nodiscard]] MatrixView<Number> hidden(std::size_t layer, std::size_t rows);
  // As hidden; that of the first layer lies where the gene group gathers it.
  [[nodiscard]] MatrixView<Number> delta(std::size_t layer, std::size_t rows);
  [[nodiscard]] MatrixView<Number> whole(GeneAxis::Channel channel, std::size_t rows, std::size_t width);
  [[nodiscard]] MatrixView<Number> code(std::size_t rows);            // of the whole gene group
  [[nodiscard]] MatrixView<Number> reconstruction(std::size_t rows);  // of my genes; later its δ
  // Where the gradient of a dense layer's weights goes, in a span that begins at parameter `base`.
  [[nodiscard]] MatrixView<float> target(std::size_t dense, std::span<float> gradient,
                                         std::size_t base) const;

  void forward(MatrixView<const Number> samples);
  [[nodiscard]] double output_delta_into(std::span<float> gradient, const Batch& batch);
  void back_to_code(std::size_t rows);
  void backward_inner(const Batch& batch, std::span<float> inner_gradient);
  void begin_sum_last(std::span<float> gradient);
  // The gradient of outer weights in blocks of rows that stay in cache until the sink has taken them.
  void give_weights(GradientSink& sink, std::size_t dense, MatrixView<const Number> left,
                    MatrixView<const Number> right, std::span<float> room) const;
  void weight_gradient(std::size_t dense, MatrixView<const Number> input, MatrixView<const Number> delta,
                       MatrixView<float> into);

  ParameterLayout layout_;
  Architecture shape_;
  LayerWeights<Number> weights_;
  std::size_t most_rows_;
  GeneAxis& genes_;
  SampleAxis& samples_;
  const World& world_;
  Sparsity sparsity_;
  std::vector<Matrix<Number>> hidden_;  // [layer − 1], my rows; empty for the last layer
  std::vector<Matrix<Number>> deltas_;  // [layer − 1], my rows; empty for the first layer
  Matrix<float> sums_;                  // my rows × the widest hidden layer
  Matrix<Number> reconstruction_;       // all rows × my genes
};

extern template class FusedEngine<float>;
extern template class FusedEngine<bfloat16>;

}  // namespace lampyris
