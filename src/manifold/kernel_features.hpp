// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/linalg/matrix.hpp"
#include "src/linalg/packed_columns.hpp"
#include "src/manifold/kernel.hpp"

namespace lampyris {

/// κ of points and landmarks. Rows have `padded()` columns, a multiple of what the products and the vector
/// units take at once; those behind the landmarks belong to the origin, and whatever follows gives them the
/// weight zero. T is float or double.
template <class T>
class KernelFeatures {
 public:
  /// `landmarks` is M × d; `scale` leads from squared distances to q.
  KernelFeatures(Kernel kernel, double scale, MatrixView<const T> landmarks);

  /// The numbers of a point.
  [[nodiscard]] std::size_t dimension() const { return dimension_; }
  /// The number of landmarks.
  [[nodiscard]] std::size_t count() const { return count_; }
  /// The columns of features.
  [[nodiscard]] std::size_t padded() const { return squares_.size(); }

  /// values = κ(points, landmarks), n × padded.
  void evaluate(MatrixView<const T> points, MatrixView<T> values) const;
  /// The same, and dκ/dq.
  void evaluate(MatrixView<const T> points, MatrixView<T> values, MatrixView<T> slopes) const;
  /// gradients += Σ over landmarks of `of_q` · dq/dpoint: n × padded and n × d.
  void add_gradient(MatrixView<const T> points, MatrixView<const T> of_q, MatrixView<T> gradients) const;

 private:
  void scaled_distances(MatrixView<const T> points, MatrixView<T> values) const;

  Kernel kernel_;
  T scale_;
  std::size_t count_, dimension_;
  std::vector<T> squares_;       // ‖landmark‖², padded by zeros
  PackedColumns<T> transposed_;  // d × padded
  PackedColumns<T> with_ones_;   // padded × (d + 1), the last column 1
};

}  // namespace lampyris
