// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "src/base/slice.hpp"
#include "src/linalg/matrix.hpp"
#include "src/linalg/packed_columns.hpp"
#include "src/manifold/kernel_features.hpp"

namespace lampyris {

/// Takes each sample out of the decoder that was fitted to it: D₋ᵢ(c) = D(c) − (κ(c, L) uᵢ) rᵢ in every
/// penalty group, rᵢ the columns of the group of row i of `residuals`.
template <class T>
struct LeftOut {
  std::vector<Slice> groups;              ///< the columns of each group that has a finite penalty
  std::vector<std::size_t> coefficients;  ///< of each group, which of `u` is its own
  std::vector<Matrix<T>> u;               ///< n × padded landmarks
  Matrix<T> residuals;                    ///< n × R
};

/// The samples that codes are searched for.
template <class T>
struct CodeTargets {
  MatrixView<const T> scores;            ///< n × R
  const LeftOut<T>* left_out = nullptr;  ///< of these n samples, where they were fitted
};

/// Room for the evaluation of so many codes at once.
template <class T>
struct CodeWorkspace {
  Matrix<T> features;  ///< rows × padded landmarks
  Matrix<T> slopes;    ///< rows × padded landmarks
  Matrix<T> outputs;   ///< rows × R
};

/// The error of a code, ‖target − D(c)‖² with D(c) = c · linear + κ(c, L) W, and its gradient. T is float or
/// double.
template <class T>
class CodeObjective {
 public:
  /// `linear` is k × R; left out: the identity and zeros.
  CodeObjective(const KernelFeatures<T>& features, MatrixView<const T> weights,
                std::optional<MatrixView<const T>> linear = {});

  /// The numbers of a code.
  [[nodiscard]] std::size_t code() const { return features_.dimension(); }
  /// The columns of a target.
  [[nodiscard]] std::size_t outputs() const { return weights_.columns(); }

  /// outputs = D(codes).
  void decode(MatrixView<const T> codes, MatrixView<T> outputs) const;

  /// Makes room for so many codes.
  [[nodiscard]] CodeWorkspace<T> make_workspace(std::size_t rows) const;

  /// The errors of a × k codes, each of the sample that `samples` names, and their gradients, a × k, a being
  /// at most the rows of the workspace. Batch-invariant.
  void evaluate(const CodeTargets<T>& targets, std::span<const std::size_t> samples,
                MatrixView<const T> codes, std::span<double> errors, MatrixView<T> gradients,
                CodeWorkspace<T>& room) const;

 private:
  void add_linear(MatrixView<const T> codes, MatrixView<T> outputs) const;
  void linear_gradient(MatrixView<const T> errors, MatrixView<T> gradients) const;

  const KernelFeatures<T>& features_;
  PackedColumns<T> weights_;             // padded landmarks × R
  PackedColumns<T> weights_transposed_;  // R × padded landmarks
  std::optional<PackedColumns<T>> linear_, linear_transposed_;
};

}  // namespace lampyris
