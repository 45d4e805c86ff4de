// SPDX-License-Identifier: Apache-2.0
#include "src/statistics/independent_components.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "src/base/error.hpp"
#include "src/linalg/double_gemm.hpp"
#include "src/linalg/symmetric.hpp"

namespace lampyris {
namespace {

constexpr double least_variance = 1e-10;  // of the greatest

std::vector<double> mean_of(MatrixView<const double> points) {
  std::vector<double> mean(points.columns());
  for (std::size_t i = 0; i < points.rows(); ++i) {
    for (std::size_t j = 0; j < mean.size(); ++j) mean[j] += points(i, j);
  }
  for (double& value : mean) value /= static_cast<double>(points.rows());
  return mean;
}

Matrix<double> centred(MatrixView<const double> points, const std::vector<double>& mean) {
  Matrix<double> result(points.rows(), points.columns());
  for (std::size_t i = 0; i < result.rows(); ++i) {
    for (std::size_t j = 0; j < result.columns(); ++j) result(i, j) = points(i, j) - mean[j];
  }
  return result;
}

Matrix<double> product(const Matrix<double>& a, Transpose transpose_a, const Matrix<double>& b,
                       Transpose transpose_b) {
  Matrix<double> c(transpose_a == Transpose::no ? a.rows() : a.columns(),
                   transpose_b == Transpose::no ? b.columns() : b.rows());
  double_gemm(a.view(), transpose_a, b.view(), transpose_b, c.view());
  return c;
}

// Directions, m × d, with the factor that brings the points along each to variance 1; and its inverse.
struct Whitening {
  Matrix<double> to;    // m × d: whitened = centred · toᵀ
  Matrix<double> from;  // m × d: centred = whitened · from
};

Whitening whitening_of(const Matrix<double>& points) {
  Matrix<double> covariance = product(points, Transpose::yes, points, Transpose::no);
  for (double& value : covariance.values()) value /= static_cast<double>(points.rows());
  const auto eigen = decompose_symmetric(std::move(covariance));
  const double greatest = eigen.values.empty() ? 0 : eigen.values.back();
  if (!(greatest > 0)) throw DataError("independent components: the points do not vary");
  std::vector<std::size_t> kept;  // by falling variance
  for (std::size_t j = eigen.values.size(); j-- > 0;) {
    if (eigen.values[j] > least_variance * greatest) kept.push_back(j);
  }
  Whitening whitening{{kept.size(), points.columns()}, {kept.size(), points.columns()}};
  for (std::size_t m = 0; m < kept.size(); ++m) {
    const double sd = std::sqrt(eigen.values[kept[m]]);
    for (std::size_t j = 0; j < points.columns(); ++j) {
      whitening.to(m, j) = eigen.rows(kept[m], j) / sd;
      whitening.from(m, j) = eigen.rows(kept[m], j) * sd;
    }
  }
  return whitening;
}

// (W Wᵀ)^(−1/2) W: the nearest rotation.
Matrix<double> rotation_near(const Matrix<double>& w) {
  const auto eigen = decompose_symmetric(product(w, Transpose::no, w, Transpose::yes));
  Matrix<double> scaled = eigen.rows.clone();
  for (std::size_t j = 0; j < scaled.rows(); ++j) {
    const double factor = 1 / std::sqrt(eigen.values[j]);
    for (double& value : scaled.row(j)) value *= factor;
  }
  return product(product(eigen.rows, Transpose::yes, scaled, Transpose::no), Transpose::no, w, Transpose::no);
}

// One round of all directions: E[z tanh(wᵀz)] − E[1 − tanh²(wᵀz)] w.
Matrix<double> next_directions(const Matrix<double>& whitened, const Matrix<double>& directions) {
  const auto count = static_cast<double>(whitened.rows());
  Matrix<double> contrast = product(whitened, Transpose::no, directions, Transpose::yes);
  std::vector<double> slope(directions.rows());
  for (std::size_t i = 0; i < contrast.rows(); ++i) {
    for (std::size_t m = 0; m < slope.size(); ++m) {
      contrast(i, m) = std::tanh(contrast(i, m));
      slope[m] += 1 - contrast(i, m) * contrast(i, m);
    }
  }
  Matrix<double> next = product(contrast, Transpose::yes, whitened, Transpose::no);
  for (std::size_t m = 0; m < next.rows(); ++m) {
    for (std::size_t j = 0; j < next.columns(); ++j)
      next(m, j) = (next(m, j) - slope[m] * directions(m, j)) / count;
  }
  return next;
}

double change_between(const Matrix<double>& before, const Matrix<double>& after) {
  double most = 0;
  for (std::size_t m = 0; m < before.rows(); ++m) {
    const double cosine =
        std::inner_product(before.row(m).begin(), before.row(m).end(), after.row(m).begin(), 0.0);
    most = std::max(most, std::abs(1 - std::abs(cosine)));
  }
  return most;
}

double skewness_of(const Matrix<double>& activities, std::size_t m) {
  double cubes = 0;
  for (std::size_t i = 0; i < activities.rows(); ++i) cubes += std::pow(activities(i, m), 3);
  return cubes;
}

// By falling variance explained, and turned to positive skewness.
void arrange(IndependentComponents& found, const Matrix<double>& directions, const Whitening& whitening,
             const Matrix<double>& whitened) {
  const auto activities = product(whitened, Transpose::no, directions, Transpose::yes);
  const auto unmixing = product(directions, Transpose::no, whitening.to, Transpose::no);
  const auto mixing = product(directions, Transpose::no, whitening.from, Transpose::no);
  std::vector<double> explained;
  for (std::size_t m = 0; m < mixing.rows(); ++m) {
    explained.push_back(
        std::inner_product(mixing.row(m).begin(), mixing.row(m).end(), mixing.row(m).begin(), 0.0));
  }
  std::vector<std::size_t> order(explained.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) { return explained[a] > explained[b]; });
  found.unmixing = Matrix<double>(unmixing.columns(), order.size());
  found.mixing = Matrix<double>(order.size(), mixing.columns());
  for (std::size_t m = 0; m < order.size(); ++m) {
    const double sign = skewness_of(activities, order[m]) < 0 ? -1 : 1;
    for (std::size_t j = 0; j < mixing.columns(); ++j) {
      found.unmixing(j, m) = sign * unmixing(order[m], j);
      found.mixing(m, j) = sign * mixing(order[m], j);
    }
  }
}

}  // namespace

IndependentComponents find_independent_components(MatrixView<const double> points,
                                                  const IndependentComponentsOptions& options) {
  if (points.rows() < 2) throw DataError("independent components: fewer than two points");
  IndependentComponents found;
  found.centre = mean_of(points);
  const auto from_centre = centred(points, found.centre);
  const Whitening whitening = whitening_of(from_centre);
  const auto whitened = product(from_centre, Transpose::no, whitening.to, Transpose::yes);
  Matrix<double> directions(whitened.columns(), whitened.columns());
  for (std::size_t m = 0; m < directions.rows(); ++m) directions(m, m) = 1;
  for (double change = 1; change > options.tolerance && found.rounds < options.rounds; ++found.rounds) {
    auto next = rotation_near(next_directions(whitened, directions));
    change = change_between(directions, next);
    directions = std::move(next);
  }
  arrange(found, directions, whitening, whitened);
  return found;
}

}  // namespace lampyris
