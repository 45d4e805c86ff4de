// SPDX-License-Identifier: Apache-2.0
#include "src/projection/measured_pca.hpp"

#include <algorithm>
#include <utility>

#include "src/linalg/packed_columns.hpp"

namespace lampyris {
namespace {

// Products of the components over the measured genes, in one order of summation.
Matrix<double> measured_products(const Pca& pca, const std::vector<bool>& measured, std::size_t dimension) {
  const auto genes = static_cast<std::size_t>(std::count(measured.begin(), measured.end(), true));
  Matrix<double> some(dimension, genes);
  for (std::size_t k = 0; k < dimension; ++k) {
    std::size_t at = 0;
    for (std::size_t g = 0; g < measured.size(); ++g) {
      if (measured[g]) some(k, at++) = static_cast<double>(pca.components(k, g));
    }
  }
  Matrix<double> products(dimension, dimension);
  batch_invariant_product<double>(some.view(), PackedColumns<double>(some.view(), Transpose::yes),
                                  products.view());
  return products;
}

// What a gene varies by beyond the components, as noise. In the last three quarters of the components of a
// few samples most is noise, too, and by how much they vary in samples that were fitted says nothing of
// others.
double noise_beyond(const Pca& pca, std::size_t dimension) {
  const auto& variances = pca.explained_variance;
  const std::size_t kept = std::min(dimension, std::max<std::size_t>(1, variances.size() / 4));
  double rest = pca.total_variance;
  for (std::size_t k = 0; k < std::min(kept, variances.size()); ++k) rest -= variances[k];
  return std::max(rest, 1e-6 * pca.total_variance) / static_cast<double>(pca.mean.size());
}

CholeskyFactor factor_of(const Matrix<double>& products, const Pca& pca, std::size_t dimension) {
  Matrix<double> some(dimension, dimension);
  const double noise = noise_beyond(pca, dimension);
  for (std::size_t k = 0; k < dimension; ++k) {
    std::copy_n(products.row(k).begin(), dimension, some.row(k).begin());
    const double variance = k < pca.explained_variance.size() ? pca.explained_variance[k] : 0;
    some(k, k) += std::min(noise / std::max(variance, 1e-12 * pca.total_variance), 1e12);
  }
  return CholeskyFactor(std::move(some));
}

}  // namespace

MeasuredPca::MeasuredPca(const Pca& pca, const std::vector<bool>& measured,
                         std::vector<std::size_t> dimensions)
    : missing_(measured, pca.mean),
      dimensions_(std::move(dimensions)),
      projection_(pca, dimensions_.empty() ? 0 : std::ranges::max(dimensions_)) {
  if (missing_.none()) return;
  const auto products = measured_products(pca, measured, projection_.dimension());
  for (const std::size_t dimension : dimensions_) factors_.push_back(factor_of(products, pca, dimension));
}

std::vector<Matrix<float>> MeasuredPca::codes(MatrixView<const float> scaled) const {
  Matrix<float> filled;
  // What stands at the mean adds nothing to a product.
  const auto products =
      projection_.encode(missing_.none() ? scaled : std::as_const(filled = missing_.filled(scaled)).view());
  std::vector<Matrix<float>> codes;
  for (std::size_t d = 0; d < dimensions_.size(); ++d) {
    auto& own = codes.emplace_back(products.rows(), dimensions_[d]);
    for (std::size_t i = 0; i < own.rows(); ++i) {
      std::copy_n(products.row(i).begin(), own.columns(), own.row(i).begin());
      if (factors_.empty()) continue;
      // Sample by sample: the last bits of a solution depend on how many are solved together.
      Matrix<double> column(own.columns(), 1);
      std::ranges::copy(own.row(i), column.values().begin());
      factors_[d].solve(column.view());
      std::ranges::transform(column.values(), own.row(i).begin(),
                             [](double x) { return static_cast<float>(x); });
    }
  }
  return codes;
}

}  // namespace lampyris
