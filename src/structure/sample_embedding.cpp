// SPDX-License-Identifier: Apache-2.0
#include "src/structure/sample_embedding.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "src/base/multiversion.hpp"
#include "src/base/random.hpp"

namespace lampyris {
namespace {

constexpr std::size_t axes = 2;
constexpr int most_rounds = 1000;

LAMPYRIS_MULTIVERSION
void add_scaled(double factor, const double* values, std::size_t count, double* sums) {
  for (std::size_t k = 0; k < count; ++k) sums[k] += factor * values[k];
}

double dot(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

Matrix<double> centred(MatrixView<const float> codes) {
  Matrix<double> values(codes.rows(), codes.columns());
  std::vector<double> mean(codes.columns());
  for (std::size_t i = 0; i < codes.rows(); ++i) {
    for (std::size_t k = 0; k < mean.size(); ++k) mean[k] += static_cast<double>(codes(i, k));
  }
  for (double& value : mean) value /= static_cast<double>(codes.rows());
  for (std::size_t i = 0; i < codes.rows(); ++i) {
    for (std::size_t k = 0; k < mean.size(); ++k) values(i, k) = static_cast<double>(codes(i, k)) - mean[k];
  }
  return values;
}

Matrix<double> scatter(const Matrix<double>& values, const World& world) {
  Matrix<double> product(values.columns(), values.columns());
  const Slice mine = world.share(product.rows());
#pragma omp parallel for schedule(static)
  for (std::size_t k = mine.offset; k < mine.end(); ++k) {
    for (std::size_t i = 0; i < values.rows(); ++i) {
      add_scaled(values(i, k), values.row(i).data(), values.columns(), product.row(k).data());
    }
  }
  gather_shares(world, product.values(), product.columns());
  return product;
}

// Gram–Schmidt, twice; a row that depends on those before it becomes zero.
void orthonormalise(Matrix<double>& rows) {
  for (std::size_t r = 0; r < rows.rows(); ++r) {
    const auto row = rows.row(r);
    const double before = std::sqrt(dot(row, row));
    for (int pass = 0; pass < 2; ++pass) {
      for (std::size_t s = 0; s < r; ++s) {
        add_scaled(-dot(row, rows.row(s)), rows.row(s).data(), row.size(), row.data());
      }
    }
    const double length = std::sqrt(dot(row, row));
    const double factor = length > 1e-12 * before ? 1 / length : 0;
    for (double& value : row) value *= factor;
  }
}

// rows · matrix, the matrix being symmetric.
Matrix<double> multiply(const Matrix<double>& rows, const Matrix<double>& matrix) {
  Matrix<double> product(rows.rows(), matrix.columns());
  for (std::size_t r = 0; r < rows.rows(); ++r) {
    for (std::size_t k = 0; k < matrix.rows(); ++k) {
      add_scaled(rows(r, k), matrix.row(k).data(), matrix.columns(), product.row(r).data());
    }
  }
  return product;
}

double change(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
  return std::sqrt(sum);
}

// The directions of largest variance, by falling variance: orthogonal iteration, in which the rows sort
// themselves.
Matrix<double> leading_directions(const Matrix<double>& matrix) {
  Matrix<double> rows(std::min(axes, matrix.rows()), matrix.rows());
  constexpr std::uint64_t any_seed = 1;
  for (std::size_t r = 0; r < rows.rows(); ++r) {
    Random random(any_seed, Stream::initial_weights, r);
    for (double& value : rows.row(r)) value = random.normal();
  }
  orthonormalise(rows);
  for (int round = 0; round < most_rounds; ++round) {
    auto next = multiply(rows, matrix);
    orthonormalise(next);
    double moved = 0;
    for (std::size_t r = 0; r < rows.rows(); ++r) moved = std::max(moved, change(next.row(r), rows.row(r)));
    rows = std::move(next);
    if (moved < 1e-13) break;
  }
  return rows;
}

void fix_sign(std::span<double> direction) {
  const auto largest = std::max_element(direction.begin(), direction.end(),
                                        [](double a, double b) { return std::abs(a) < std::abs(b); });
  if (*largest < 0) {
    for (double& value : direction) value = -value;
  }
}

}  // namespace

Matrix<double> principal_plane(MatrixView<const float> codes, const World& world) {
  Matrix<double> plane(codes.rows(), axes);
  if (codes.rows() == 0 || codes.columns() == 0) return plane;
  const auto values = centred(codes);
  auto directions = leading_directions(scatter(values, world));
  for (std::size_t r = 0; r < directions.rows(); ++r) {
    fix_sign(directions.row(r));
    for (std::size_t i = 0; i < codes.rows(); ++i) plane(i, r) = dot(values.row(i), directions.row(r));
  }
  return plane;
}

}  // namespace lampyris
