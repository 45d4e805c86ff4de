// SPDX-License-Identifier: Apache-2.0
#include "src/modules/code_space.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace lampyris {
namespace {

double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t j = 0; j < a.size(); ++j) sum += a[j] * b[j];
  return sum;
}

void subtract(std::span<double> from, double factor, std::span<const double> direction) {
  for (std::size_t j = 0; j < from.size(); ++j) from[j] -= factor * direction[j];
}

Matrix<double> centred(MatrixView<const float> codes) {
  Matrix<double> result(codes.rows(), codes.columns());
  for (std::size_t j = 0; j < codes.columns(); ++j) {
    double sum = 0;
    for (std::size_t i = 0; i < codes.rows(); ++i) sum += codes(i, j);
    const double mean = sum / static_cast<double>(codes.rows());
    for (std::size_t i = 0; i < codes.rows(); ++i) result(i, j) = codes(i, j) - mean;
  }
  return result;
}

/// The row with the longest residual; `length` is its norm.
std::size_t longest_row(const Matrix<double>& residual, double& length) {
  std::size_t longest = 0;
  double best = -1;
  for (std::size_t i = 0; i < residual.rows(); ++i) {
    const double squares = dot(residual.row(i), residual.row(i));
    if (squares > best) {
      best = squares;
      longest = i;
    }
  }
  length = std::sqrt(best);
  return longest;
}

CodeSpace identity_space(Matrix<double> coordinates) {
  CodeSpace space{std::move(coordinates), {}};
  const std::size_t nodes = space.coordinates.columns();
  space.basis = Matrix<float>(nodes, nodes);
  for (std::size_t j = 0; j < nodes; ++j) space.basis(j, j) = 1.0F;
  return space;
}

}  // namespace

CodeSpace make_code_space(MatrixView<const float> codes) {
  constexpr double rounding = 1e-10;
  Matrix<double> residual = centred(codes);
  const std::size_t n = codes.rows();
  const std::size_t nodes = codes.columns();
  if (n > nodes) return identity_space(std::move(residual));
  Matrix<double> basis(n, nodes);
  Matrix<double> coordinates(n, n);
  std::size_t rank = 0;
  double first = 0;
  for (; rank < n; ++rank) {
    double length = 0;
    const std::size_t pivot = longest_row(residual, length);
    if (rank == 0) first = length;
    if (length <= rounding * first) break;
    const auto direction = basis.row(rank);
    std::copy_n(residual.row(pivot).data(), nodes, direction.data());
    for (std::size_t k = 0; k < rank; ++k) subtract(direction, dot(direction, basis.row(k)), basis.row(k));
    const double norm = std::sqrt(dot(direction, direction));
    for (double& value : direction) value /= norm;
    for (std::size_t i = 0; i < n; ++i) {
      coordinates(i, rank) = dot(residual.row(i), direction);
      subtract(residual.row(i), coordinates(i, rank), direction);
    }
  }
  CodeSpace space{Matrix<double>(n, rank), Matrix<float>(rank, nodes)};
  for (std::size_t i = 0; i < n; ++i)
    std::copy_n(coordinates.row(i).data(), rank, space.coordinates.row(i).data());
  std::copy_n(basis.data(), rank * nodes, space.basis.data());
  return space;
}

}  // namespace lampyris
