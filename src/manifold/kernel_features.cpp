// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/kernel_features.hpp"

#include <algorithm>
#include <stdexcept>

namespace lampyris {
namespace {

constexpr std::size_t padding = 32;

template <class T>
Matrix<T> padded_rows(MatrixView<const T> landmarks, std::size_t columns) {
  Matrix<T> padded((landmarks.rows() + padding - 1) / padding * padding, columns);
  for (std::size_t m = 0; m < landmarks.rows(); ++m) {
    std::copy_n(landmarks.row(m).data(), landmarks.columns(), padded.row(m).data());
  }
  return padded;
}

template <class T>
Matrix<T> rows_with_one(MatrixView<const T> landmarks) {
  auto rows = padded_rows(landmarks, landmarks.columns() + 1);
  for (std::size_t m = 0; m < rows.rows(); ++m) rows(m, landmarks.columns()) = 1;
  return rows;
}

template <class T>
T square_of(std::span<const T> point) {
  T sum = 0;
  for (const T x : point) sum += x * x;
  return sum;
}

}  // namespace

template <class T>
KernelFeatures<T>::KernelFeatures(Kernel kernel, double scale, MatrixView<const T> landmarks)
    : kernel_(kernel),
      scale_(static_cast<T>(scale)),
      count_(landmarks.rows()),
      dimension_(landmarks.columns()),
      squares_((landmarks.rows() + padding - 1) / padding * padding),
      transposed_(padded_rows(landmarks, landmarks.columns()).view(), Transpose::yes),
      with_ones_(rows_with_one(landmarks).view()) {
  for (std::size_t m = 0; m < count_; ++m) squares_[m] = square_of(landmarks.row(m));
}

template <class T>
void KernelFeatures<T>::scaled_distances(MatrixView<const T> points, MatrixView<T> values) const {
  if (points.columns() != dimension_) throw std::logic_error("KernelFeatures: shapes do not fit");
  batch_invariant_product<T>(points, transposed_, values);
#pragma omp parallel for schedule(static)
  for (std::size_t i = 0; i < points.rows(); ++i) {
    const T own = square_of(points.row(i));
    T* const row = values.row(i).data();
    for (std::size_t m = 0; m < squares_.size(); ++m) {
      const T q = scale_ * (own + squares_[m] - 2 * row[m]);
      row[m] = q > 0 ? q : 0;  // rounding may leave less
    }
  }
}

template <class T>
void KernelFeatures<T>::evaluate(MatrixView<const T> points, MatrixView<T> values) const {
  scaled_distances(points, values);
#pragma omp parallel for schedule(static)
  for (std::size_t i = 0; i < points.rows(); ++i) apply_kernel<T>(kernel_, values.row(i));
}

template <class T>
void KernelFeatures<T>::evaluate(MatrixView<const T> points, MatrixView<T> values,
                                 MatrixView<T> slopes) const {
  scaled_distances(points, values);
#pragma omp parallel for schedule(static)
  for (std::size_t i = 0; i < points.rows(); ++i) apply_kernel<T>(kernel_, values.row(i), slopes.row(i));
}

// dq/dpoint = 2 · scale · (point − landmark), so the sum is 2 · scale · (point Σ of_q − Σ of_q landmark).
template <class T>
void KernelFeatures<T>::add_gradient(MatrixView<const T> points, MatrixView<const T> of_q,
                                     MatrixView<T> gradients) const {
  Matrix<T> sums(points.rows(), dimension_ + 1);
  batch_invariant_product<T>(of_q, with_ones_, sums.view());
  for (std::size_t i = 0; i < points.rows(); ++i) {
    const T all = sums(i, dimension_);
    for (std::size_t j = 0; j < dimension_; ++j) {
      gradients(i, j) += 2 * scale_ * (points(i, j) * all - sums(i, j));
    }
  }
}

template class KernelFeatures<float>;
template class KernelFeatures<double>;

}  // namespace lampyris
