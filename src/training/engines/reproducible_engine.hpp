#pragma once

#include <vector>

#include "src/linalg/gemm.hpp"
#include "src/training/engines/batch_invariant_forward.hpp"
#include "src/training/engines/engine.hpp"
#include "src/training/engines/layer_weights.hpp"
#include "src/training/engines/micro_batches.hpp"

namespace lampyris {

/// What a ReproducibleEngine is one part of.
struct ReproducibleGrid {
  TreeSum& genes;                    ///< the ranks with my samples: leaves are gene blocks
  TreeSum& samples;                  ///< the ranks with my genes: leaves are micro-batches
  std::size_t training_samples = 0;  ///< over all ranks
  std::size_t most_rows = 0;
};

/// The same gradient, bit for bit, on every grid of up to 8 × 8 ranks and any number of threads, on one kind
/// of processor: every product is that of one micro-batch and one gene block (or of one micro-batch between
/// the outer layers), computed by one thread, and the products are added in the order of a TreeSum. Number =
/// float or bfloat16, the sums are float. The layers between the outer ones are computed by every rank of a
/// gene group alike: 2.5 % of the work for 20,848 genes and three layers of 512, done as often as there are
/// gene groups. Sums travel between the passes, not during them. Does not make the norm of the gradient
/// reproducible: not for OptimiserSettings::clip.
template <class Number>
class ReproducibleEngine final : public Engine {
 public:
  /// `layout` is a gene_layout of reproducible_genes; `weights`, laid out so, and what `grid` names must
  /// outlive the engine.
  ReproducibleEngine(const ParameterLayout& layout, std::span<const float> weights,
                     const ReproducibleGrid& grid);

  [[nodiscard]] const ParameterLayout& layout() const override { return layout_; }
  [[nodiscard]] std::size_t most_rows() const override { return grid_.most_rows; }
  /// The samples are those of reproducible_samples. The errors are multiples of 2⁻²⁴, so their sum over the
  /// ranks does not depend on its order either.
  double compute(const Batch& batch, std::span<float> gradient) override;
  /// By a BatchInvariantForward: with the weights themselves, not their copy.
  [[nodiscard]] Numbers reconstruct(const Numbers& samples) override;
  [[nodiscard]] std::size_t first_broken_layer(const Numbers& samples) override;
  [[nodiscard]] std::span<bfloat16> bf16_weights() override { return weights_.bf16_weights(); }
  void weights_replaced() override { weights_.replaced(); }

 private:
  // One product of a micro-batch: `block` counts my gene blocks and is 0 between the outer layers.
  struct Unit {
    std::size_t micro_batch, block;
  };
  // Rows of a stored matrix of weights, none of them in two blocks.
  struct Chunk {
    std::size_t block;
    Slice rows;  // of the block
  };
  // Those of my gene block `block`, where the dense layer is an outer one.
  [[nodiscard]] StoredWeights<Number> weights(std::size_t dense, std::size_t block) const;
  [[nodiscard]] std::span<float> bias_leaf(std::size_t dense, std::size_t micro_batch);
  // Values and δ of layer 0 (the genes) … L + 1 (the reconstruction).
  [[nodiscard]] MatrixView<Number> values(std::size_t layer, Unit unit);
  [[nodiscard]] MatrixView<Number> delta(std::size_t layer, Unit unit);
  [[nodiscard]] MatrixView<float> partial(std::size_t layer, Unit unit);

  void assign_micro_batches(const Batch& batch);
  template <class Use>
  void for_each_outer_unit(Use use);
  void sum_partials(std::size_t layer);
  void forward(Unit unit);
  double decode_and_back(Unit unit, float scale);
  void backward(Unit unit);
  void add_up_gradient(std::span<float> gradient);
  [[nodiscard]] std::vector<Chunk> chunks(const ParameterPiece& piece) const;
  void chunk_gradient(const ParameterPiece& piece, const Chunk& chunk, std::span<const Subtree> sums,
                      Matrix<float>& places);
  void leaf_gradient(std::size_t dense, const Chunk& chunk, std::size_t micro_batch, MatrixView<float> into);
  void bias_gradient(const ParameterPiece& piece, std::span<const Subtree> sums);

  ParameterLayout layout_;
  Architecture shape_;
  LayerWeights<Number> weights_;
  ReproducibleGrid grid_;
  BatchInvariantForward forward_;
  std::vector<Slice> blocks_;                          // my gene blocks
  std::vector<Slice> micro_batches_;                   // the training samples of mine
  std::vector<Subtree> subtrees_;                      // of my micro-batches
  std::vector<std::size_t> rows_;                      // of my micro-batches in the present batch
  std::vector<std::size_t> bias_at_;                   // [dense], in a row of bias_leaves_
  Matrix<Number> reconstruction_;                      // all rows × my genes
  Matrix<float> more_sums_;                            // the gradient of every subtree but the first
  Matrix<float> bias_leaves_;                          // micro-batches × biases
  std::vector<MicroBatches<Number>> genes_, outputs_;  // [block]
  std::vector<MicroBatches<Number>> hidden_, deltas_;  // [layer − 1]
  std::vector<MicroBatches<float>> partials_;          // [block]; their sum in the first
  std::vector<MicroBatches<float>> derivatives_;       // [layer − 1], by the outputs of inner layers
};

extern template class ReproducibleEngine<float>;
extern template class ReproducibleEngine<bfloat16>;

}  // namespace lampyris
