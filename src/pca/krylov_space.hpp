// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/base/world.hpp"
#include "src/linalg/matrix.hpp"
#include "src/pca/exact_scatter.hpp"

namespace lampyris {

/// Orthonormal directions, block by block, and Xᵀ X within what they span. Every rank holds all of them, and
/// the same bits.
class KrylovSpace {
 public:
  /// Refers to both.
  KrylovSpace(const ExactScatter& scatter, const World& world) : scatter_(scatter), world_(world) {}

  /// How many directions it has.
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Collective. Adds orthonormal directions that are orthogonal to all others, and replaces them by what
  /// their images under Xᵀ X have outside of the space. One pass over the samples.
  void add(Matrix<double>& directions);
  /// The `count` greatest variances within the space, rising, times n − 1.
  [[nodiscard]] std::vector<double> greatest(std::size_t count) const;
  /// Collective. The directions within the space that belong to them, by falling variance.
  [[nodiscard]] Matrix<double> best(std::size_t count) const;
  /// Collective. Takes from `directions` what lies in the space, and makes the rest orthonormal: directions
  /// that have nothing left become others outside.
  void make_new(Matrix<double>& directions) const;

 private:
  [[nodiscard]] Matrix<double> project_out(Matrix<double>& directions) const;
  [[nodiscard]] Matrix<double> within() const;

  const ExactScatter& scatter_;
  const World& world_;
  std::size_t size_ = 0;
  std::vector<Matrix<float>> blocks_;    // directions × genes
  std::vector<Matrix<double>> columns_;  // of each block: its directions × those up to its own, of Xᵀ X
};

/// Gives the same values as float.
[[nodiscard]] Matrix<float> in_float(const Matrix<double>& matrix);

/// Replaces rows by orthonormal ones of the same span, by Cholesky, twice (Yamamoto et al., ETNA 44:306,
/// 2015).
void orthonormalise_rows(Matrix<double>& rows);

}  // namespace lampyris
