// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "src/linalg/gemm.hpp"
#include "src/training/engines/engine.hpp"
#include "src/training/engines/gene_axis.hpp"
#include "src/training/engines/hidden_noise.hpp"
#include "src/training/engines/hidden_rows.hpp"
#include "src/training/engines/layer_weights.hpp"
#include "src/training/engines/sample_axis.hpp"
#include "src/training/engines/sparsity.hpp"

// A step of one rank of a grid of S sample groups × T gene groups. X_t, Y_t are the samples of its sample
// group, B of the n of the global batch, and the genes of its gene group t, G_t of all G; h_l and δ_l are B /
// T of these samples, whole. W_s and b_s are those of dense layer s, which leads from layer s to s + 1. Drawn
// for L = 3 hidden layers of H nodes; E is the size of Number, 4 or 2 bytes. The arrows carry so many bytes
// of a sample group:
//
//             cut by genes, B × G_t            over the gene axis       cut by samples, B/T × H
// forward
//   encode    Z_t = X_t W0_t                ─── sum, scatter 4BH ──▶   h1 = a(Σ_t Z_t + b0)
//   inner                                                              h2 = a(h1 W1 + b1)
//                                                                      h3 = a(h2 W2 + b2)
//   decode    Y_t = a(h3 W3_t + b3_t)       ◀──── gather h3 EBH ────
//   loss      Σ (Y_t − X_t)²
//             δ4_t = 2/(nG) (Y_t − X_t) a'(Y_t), in the same pass and in the place of Y_t
//   ── the Trainer: all ranks agree on the loss, 24 bytes ──
// backward
//   decode    dW3_t = h3ᵀ δ4_t, db3_t = Σ_rows δ4_t
//             D_t = δ4_t W3_tᵀ              ─── sum, scatter 4BH ──▶   δ3 = Σ_t D_t a'(h3)
//   inner                                                              dW2 = h2ᵀ δ3, δ2 = δ3 W2ᵀ a'(h2)
//                                                                      dW1 = h1ᵀ δ2, δ1 = δ2 W1ᵀ a'(h1)
//                                                                      db_s = Σ_rows δ_{s+1}
//   encode    dW0_t = X_tᵀ δ1               ◀──── gather δ1 EBH ────
//   sums      dW0_t, dW3_t, db3_t           over the sample axis, S ranks with the same genes: 4 (2H + 1) G_t
//             inner dW_s, db_s              over both axes, a slice a rank, then gathered: 4 (2H² + 3H)
// update, the Trainer
//             W0_t, W3_t, b3_t              by the rank that holds these genes, alike in every sample group
//             inner W_s, b_s                by every rank alike
//
// A sum over the sample axis begins as soon as its part is whole (dW3_t first, beside all that follows) and
// is waited for at the end of backward. With one sample group and weights that are not tied there is nothing
// to wait for: dW3_t and dW0_t leave the product in blocks of 1 MB, and on_gradient updates each while it is
// in cache.
//
// In layers that are not plain, or disturbed, a() and a'() are a HiddenRows, and every product leaves float
// sums.
//
// The sum of dW3_t could begin before the loss is agreed. It does not: a run that diverges ends before it
// makes a gradient, and the wait is for one small message (tens of µs), which every step has to wait for
// anyway, now or at its end.

namespace lampyris {

/// Sizes the GeneAxis of a FusedEngine<Number> for `most_rows` samples at once.
template <class Number>
[[nodiscard]] GeneAxisSizes gene_axis_sizes(const Architecture& architecture, std::size_t most_rows);

/// Says what is asked of hidden nodes while training.
struct HiddenAims {
  Sparsity sparsity{};  ///< a penalty on them
  HiddenNoise noise{};  ///< what disturbs them
};

/// Cuts the outer layers by genes over the ranks of a gene group, the inner ones by samples; makes every
/// product through oneDNN, in Number = float or bfloat16 with float sums. Owns the activations of one batch:
/// nothing is allocated from step to step.
template <class Number>
class FusedEngine final : public Engine {
 public:
  /// The ports through which this rank meets the others.
  struct Exchange {
    GeneAxis& genes;      ///< the ranks with my samples
    SampleAxis& samples;  ///< the ranks with my genes
    const World& world;   ///< all ranks
  };

  /// `layout` is a gene_layout; `weights`, laid out so, and the ports must outlive the engine.
  FusedEngine(const ParameterLayout& layout, std::span<const float> weights, std::size_t most_rows,
              const Exchange& exchange, const HiddenAims& aims = {});

  [[nodiscard]] const ParameterLayout& layout() const override { return layout_; }
  [[nodiscard]] std::size_t most_rows() const override { return most_rows_; }
  [[nodiscard]] double forward(const Batch& batch) override;
  void backward(const Batch& batch, std::span<float> gradient) override;
  void backward(const Batch& batch, std::span<float> room, const OnGradient& on_gradient) override;
  [[nodiscard]] Numbers reconstruct(const Numbers& samples) override;
  [[nodiscard]] std::size_t first_broken_layer(const Numbers& samples) override;
  [[nodiscard]] std::span<bfloat16> bf16_weights() override { return weights_.bf16_weights(); }
  void weights_replaced() override { weights_.replaced(); }

 private:
  // My rows of a hidden layer's outputs; the last one lies where the gene group gathers it.
  [[nodiscard]] MatrixView<Number> hidden(std::size_t layer, std::size_t rows);
  // My rows of a hidden layer's δ; that of the first layer lies where the gene group gathers it.
  [[nodiscard]] MatrixView<Number> delta(std::size_t layer, std::size_t rows);
  [[nodiscard]] MatrixView<Number> whole(GeneAxis::Channel channel, std::size_t rows, std::size_t width);
  [[nodiscard]] MatrixView<Number> code(std::size_t rows);         // all rows of the last hidden layer
  [[nodiscard]] MatrixView<Number> first_delta(std::size_t rows);  // all rows of the first layer's δ
  // All rows × my genes; δ of the reconstruction lies in its place from forward on.
  [[nodiscard]] MatrixView<Number> reconstruction(std::size_t rows);
  [[nodiscard]] MatrixView<Number> output_delta(std::size_t rows) { return reconstruction(rows); }
  // The gradient of a dense layer's weights, in a span that begins at parameter `base`.
  [[nodiscard]] MatrixView<float> weights_in(std::span<float> gradient, std::size_t dense,
                                             std::size_t base) const;

  void propagate(MatrixView<const Number> samples, const NoisyRows& noise);
  void encode(MatrixView<const Number> samples, const NoisyRows& noise);
  void propagate_inner(std::size_t rows, const NoisyRows& noise);
  void decode(std::size_t rows);

  void code_derivative(std::size_t rows);
  void backward_inner(const Batch& batch, std::span<float> inner_gradient);
  void weight_gradient(std::size_t dense, MatrixView<const Number> input, MatrixView<const Number> delta,
                       MatrixView<float> into);
  void weight_gradient_by_blocks(std::size_t dense, MatrixView<const Number> left,
                                 MatrixView<const Number> right, std::span<float> room,
                                 const OnGradient& on_gradient) const;
  void begin_sum_of_last_layer(std::span<float> gradient);

  ParameterLayout layout_;
  Architecture shape_;
  LayerWeights<Number> weights_;
  std::size_t most_rows_;
  GeneAxis& genes_;
  SampleAxis& samples_;
  const World& world_;
  HiddenAims aims_;
  std::vector<HiddenRows> hidden_rows_;  // [layer − 1]; none where every layer is plain and undisturbed
  std::vector<Matrix<Number>> hidden_;   // [layer − 1], my rows; empty for the last layer
  std::vector<Matrix<Number>> deltas_;   // [layer − 1], my rows; empty for the first layer
  Matrix<float> sums_;                   // my rows × the widest hidden layer
  Matrix<Number> reconstruction_;        // all rows × my genes
  Matrix<float> output_bias_gradient_;   // 1 × the last bias, padded as in the layout
};

extern template class FusedEngine<float>;
extern template class FusedEngine<bfloat16>;

}  // namespace lampyris
