// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "mpi/process_grid.hpp"
#include "mpi/scalapack/psgemm.hpp"
#include "mpi/scalapack/scalapack_grid.hpp"
#include "mpi/scalapack/scalapack_layout.hpp"
#include "src/training/engines/engine.hpp"

namespace lampyris::mpi {

/// Distributes every matrix over the whole process grid, the weights too, and makes every product by one
/// psgemm over all ranks: for layers that are too wide for one node, on any grid. In float. Owns the
/// activations of one batch: nothing is allocated from step to step.
///
/// All of it is transposed, features × samples, so that a rank's row-major rows of a batch are its
/// column-major part of Xᵀ. Features (genes or nodes) lie over the process rows, samples over the process
/// columns, one block in each. A block is as wide as the most samples of the batch that any sample group has;
/// the others' blocks end in columns of zero:
///
///                     group 0   group 1   group 2             forward   H_{s+1}ᵀ = a(W_sᵀ H_sᵀ + b_s)
///     my features   │ x x x x │ x x x 0 │ x x x 0 │           backward  dW_s = H_sᵀ δ_{s+1}
///     others'       │ x x x x │ x x x 0 │ x x x 0 │                     δ_sᵀ = (W_s δ_{s+1}ᵀ) · a'(H_sᵀ)
class ScalapackEngine final : public Engine {
 public:
  /// Collective. `layout` is the scalapack_layout of `grid`; `weights`, laid out so, and the grid must
  /// outlive the engine; samples come with scalapack_genes. Throws Error when a part would exceed what
  /// ScaLAPACK can index (2³¹ − 1 values).
  ScalapackEngine(const ParameterLayout& layout, std::span<const float> weights, std::size_t most_rows,
                  const ProcessGrid& grid);

  [[nodiscard]] const ParameterLayout& layout() const override { return layout_; }
  /// The most that any rank was made for.
  [[nodiscard]] std::size_t most_rows() const override { return most_rows_; }
  [[nodiscard]] double forward(const Batch& batch) override;
  using Engine::backward;
  void backward(const Batch& batch, std::span<float> gradient) override;
  /// Collective over all ranks, unlike other engines'; so is first_broken_layer.
  [[nodiscard]] Numbers reconstruct(const Numbers& samples) override;
  [[nodiscard]] std::size_t first_broken_layer(const Numbers& samples) override;

 private:
  // Samples as they lie in X.
  struct Distributed {
    const float* values;  // my genes × each, column-major
    std::size_t mine;     // samples that I have
    std::size_t each;     // columns of every process column
  };
  [[nodiscard]] Distributed distribute(MatrixView<const float> samples);
  [[nodiscard]] const float* padded(MatrixView<const float> samples, std::size_t each);

  // How the features of a layer lie; 0 = genes, L + 1 = reconstruction.
  [[nodiscard]] BlockCyclicAxis features(std::size_t layer) const;
  [[nodiscard]] std::size_t my_features(std::size_t layer) const;
  // How many of them have the layer's activation; they come first.
  [[nodiscard]] std::size_t my_bent(std::size_t layer) const;
  // Features × samples.
  [[nodiscard]] BlockCyclicView<const float> layer(std::size_t layer, const Distributed& samples) const;
  [[nodiscard]] BlockCyclicView<float> matrix(float* values, std::size_t layer, std::size_t each) const;
  // My samples × my features, the same memory without the columns of zero.
  [[nodiscard]] MatrixView<float> outputs(std::size_t layer, std::size_t mine);
  // The weights of a dense layer, or their gradient, as they are stored.
  template <class T>
  [[nodiscard]] BlockCyclicView<T> stored(std::size_t dense, T* parameters) const;
  [[nodiscard]] Transpose forward_transpose(std::size_t dense) const {
    return dense == shape_.layers() ? Transpose::no : Transpose::yes;
  }

  void require_indexable() const;
  void propagate(const Distributed& samples);
  void weight_gradient(std::size_t dense, const Distributed& samples, std::span<float> gradient);

  ParameterLayout layout_;
  Architecture shape_;
  std::span<const float> weights_;
  const ProcessGrid& grid_;
  ScalapackGrid blacs_;
  std::size_t most_rows_;
  Distributed inputs_{};                // of the batch, from forward to backward
  Matrix<float> padded_;                // most_rows × my genes; empty until a batch needs it
  std::vector<Matrix<float>> outputs_;  // [layer − 1], most_rows × my features; backward leaves δ
  Matrix<float> derivative_;            // most_rows × the widest of my hidden layers
  Matrix<float> output_bias_gradient_;  // 1 × my genes
};

}  // namespace lampyris::mpi
