// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "src/base/slice.hpp"
#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"
#include "src/linalg/packed_columns.hpp"
#include "src/manifold/code_objective.hpp"
#include "src/manifold/kernel_features.hpp"
#include "src/manifold/kernel_ridge.hpp"

namespace lampyris {

/// A decoder with its penalty in each group fitted to codes and scores, and what takes any fitted sample out
/// of it again. T is float or double.
template <class T>
class DecoderFit {
 public:
  /// Collective. The outputs of `ridge` are what the codes leave of the scores; `penalties` has one a group,
  /// no_manifold for columns to which nothing is added.
  DecoderFit(KernelRidge& ridge, const ScaledKernel& kernel, const std::vector<Slice>& groups,
             const std::vector<double>& penalties, const World& world);

  /// The weights of the landmarks: M × R.
  [[nodiscard]] const Matrix<T>& weights() const { return weights_; }
  /// The decoder as an objective of codes; valid as long as this.
  [[nodiscard]] const CodeObjective<T>& objective() const { return *objective_; }

  /// Makes what takes samples out, of which the first is at place `first` among all that were fitted. `codes`
  /// are those that they were fitted at. The formulae of a ridge regression without one of its samples:
  /// exact.
  [[nodiscard]] LeftOut<T> left_out(std::size_t first, MatrixView<const T> codes,
                                    MatrixView<const T> scores) const;

 private:
  template <class U>
  [[nodiscard]] Matrix<U> solve(const RidgeSystem& system, const std::vector<double>& penalties,
                                const World& world);
  void take_rows(LeftOut<T>& left_out, std::size_t first) const;
  void take_products(LeftOut<T>& left_out, MatrixView<const T> codes, MatrixView<const T> scores) const;

  bool every_sample_;
  std::vector<Slice> groups_;              // of finite penalty
  std::vector<std::size_t> coefficients_;  // of each group, its inverse
  std::size_t different_ = 0;              // penalties
  KernelFeatures<T> features_;
  Matrix<T> weights_;
  // The inverses of the different penalties, one below the other, where every sample is a landmark.
  Matrix<T> inverses_;
  // Else: in double, because the products of their large elements with features are small.
  std::vector<PackedColumns<double>> packed_;
  std::optional<KernelFeatures<double>> wide_features_;
  std::unique_ptr<CodeObjective<T>> objective_;
};

}  // namespace lampyris
