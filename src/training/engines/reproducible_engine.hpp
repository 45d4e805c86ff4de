// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "src/linalg/gemm.hpp"
#include "src/training/engines/batch_invariant_forward.hpp"
#include "src/training/engines/engine.hpp"
#include "src/training/engines/hidden_rows.hpp"
#include "src/training/engines/layer_weights.hpp"
#include "src/training/engines/micro_batch_activations.hpp"
#include "src/training/engines/micro_batch_gradient.hpp"

// The genes are cut into eight blocks, every batch into eight micro-batches, on every grid alike. A unit □,
// the products of one micro-batch with one block, is made whole by one thread of the rank that holds it; here
// a grid of 2 × 2 ranks:
//
//                      gene blocks                       Σ over a row, of each micro-batch, by the tree:
//                  0  1  2  3 │ 4  5  6  7                 z1 = Σ_b X_b W0_b
//   micro-      0  □  □  □  □ │ □  □  □  □                 ∂loss/∂h_L = Σ_b δ_b WL_bᵀ
//   batches     1  □  □  □  □ │ □  □  □  □
//               2  □  □  □  □ │ □  □  □  □               Σ over a column, of each block, by the same tree:
//               3  □  □  □  □ │ □  □  □  □                 dW0_b = Σ_m X_mbᵀ δ1_m
//              ───────────────┼───────────────             dWL_b = Σ_m h_L,mᵀ δ_mb, and the biases
//               4  □  □  □  □ │ □  □  □  □
//               5  □  □  □  □ │ □  □  □  □                 0   1   2   3   4   5   6   7
//               6  □  □  □  □ │ □  □  □  □                 └─┬─┘   └─┬─┘   └─┬─┘   └─┬─┘
//               7  □  □  □  □ │ □  □  □  □                   └───┬───┘       └───┬───┘
//                                                                └───────┬───────┘
//
// No unit and no addition depends on who holds what, so no bit does. Exchanged per step, by blocking messages
// between the passes: 2 · 4·B·H bytes within a gene group, the whole gradient of my genes within a sample
// axis, once for each subtree that a rank cannot add up alone.

namespace lampyris {

/// Names the part of a grid that a ReproducibleEngine is.
struct ReproducibleGrid {
  TreeSum& genes;                    ///< the ranks with my samples: leaves are gene blocks
  TreeSum& samples;                  ///< the ranks with my genes: leaves are micro-batches
  std::size_t training_samples = 0;  ///< over all ranks
  std::size_t most_rows = 0;         ///< samples at once
};

/// Computes the same gradient, bit for bit, on every grid of up to 8 × 8 ranks and any number of threads, on
/// one kind of processor: every product is that of one micro-batch and one gene block (or of one micro-batch
/// between the outer layers), computed by one thread, and the products are added in the order of a TreeSum.
/// Number = float or bfloat16, the sums are float. The layers between the outer ones are computed by every
/// rank of a gene group alike: 2.5 % of the work for 20,848 genes and three layers of 512, done as often as
/// there are gene groups. Does not make the norm of the gradient reproducible: not for
/// OptimiserSettings::clip.
template <class Number>
class ReproducibleEngine final : public Engine {
 public:
  /// `layout` is a gene_layout of reproducible_genes; `weights`, laid out so, and what `grid` names must
  /// outlive the engine.
  ReproducibleEngine(const ParameterLayout& layout, std::span<const float> weights,
                     const ReproducibleGrid& grid);

  [[nodiscard]] const ParameterLayout& layout() const override { return layout_; }
  [[nodiscard]] std::size_t most_rows() const override { return grid_.most_rows; }
  /// The samples are those of reproducible_samples; batch.values are encoded. The errors are multiples of
  /// 2⁻²⁴, so their sum over the ranks does not depend on its order either.
  [[nodiscard]] double forward(const Batch& batch) override;
  using Engine::backward;
  void backward(const Batch& batch, std::span<float> gradient) override;
  /// By a BatchInvariantForward: with the weights themselves, not their copy.
  [[nodiscard]] Numbers reconstruct(const Numbers& samples) override;
  [[nodiscard]] std::size_t first_broken_layer(const Numbers& samples) override;
  [[nodiscard]] std::span<bfloat16> bf16_weights() override { return weights_.bf16_weights(); }
  void weights_replaced() override { weights_.replaced(); }

 private:
  using Unit = MicroBatchUnit;
  // The weights of a dense layer; those of my gene block `block` alone, where it is an outer one.
  [[nodiscard]] StoredWeights<Number> weights(std::size_t dense, std::size_t block) const;
  template <class Use>
  void for_each_outer_unit(Use use);
  template <class Use>
  void for_each_micro_batch(Use use);

  [[nodiscard]] HiddenRows& hidden_rows(std::size_t layer, Unit unit) {
    return hidden_rows_[(layer - 1) * activations_.micro_batches() + unit.micro_batch];
  }

  void encode(Unit unit);
  void propagate_inner(Unit unit);
  void finish(std::size_t layer, MatrixView<const float> sums, Unit unit);
  [[nodiscard]] double decode(Unit unit, float scale);
  void code_derivative(Unit unit);
  void backward_inner(Unit unit);
  void sum_partials(std::size_t layer);

  ParameterLayout layout_;
  Architecture shape_;
  LayerWeights<Number> weights_;
  ReproducibleGrid grid_;
  BatchInvariantForward forward_;
  MicroBatchActivations<Number> activations_;
  MicroBatchGradient<Number> gradient_;
  std::vector<HiddenRows> hidden_rows_;  // [layer − 1][micro-batch]; none where every layer is plain
  Matrix<Number> reconstruction_;        // all rows × my genes
};

extern template class ReproducibleEngine<float>;
extern template class ReproducibleEngine<bfloat16>;

}  // namespace lampyris
