// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/measured_genes.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "src/base/error.hpp"
#include "src/linalg/symmetric.hpp"

namespace lampyris {
namespace {

Matrix<double> measured_gram(const Matrix<float>& directions, const std::vector<bool>& measured) {
  const auto genes = static_cast<std::size_t>(std::count(measured.begin(), measured.end(), true));
  Matrix<double> some(directions.rows(), genes);
  for (std::size_t j = 0; j < directions.rows(); ++j) {
    std::size_t at = 0;
    for (std::size_t g = 0; g < measured.size(); ++g) {
      if (measured[g]) some(j, at++) = static_cast<double>(directions(j, g));
    }
  }
  Matrix<double> gram(directions.rows(), directions.rows());
  batch_invariant_product<double>(some.view(), PackedColumns<double>(some.view(), Transpose::yes),
                                  gram.view());
  return gram;
}

// What a gene varies by beyond the code, as noise: how much the prior counts beside the genes.
double noise_of(const PrincipalManifold& manifold) {
  const auto& space = manifold.space;
  double rest = space.total_variance;
  for (std::size_t j = 0; j < std::min(manifold.code, space.variances.size()); ++j)
    rest -= space.variances[j];
  return std::max(rest, 1e-6 * space.total_variance) / static_cast<double>(space.mean.size());
}

Matrix<float> narrowed(const Matrix<double>& matrix) {
  Matrix<float> result(matrix.rows(), matrix.columns());
  std::transform(matrix.values().begin(), matrix.values().end(), result.values().begin(),
                 [](double x) { return static_cast<float>(x); });
  return result;
}

// Rows of `vectors` beyond `first` as columns, each times a power of its eigenvalue.
Matrix<float> scaled_columns(const Eigenvectors& system, std::size_t first, double power) {
  const std::size_t side = system.values.size();
  Matrix<float> columns(side, side - first);
  for (std::size_t r = first; r < side; ++r) {
    const double factor = std::pow(system.values[r], power);
    for (std::size_t j = 0; j < side; ++j)
      columns(j, r - first) = static_cast<float>(factor * system.rows(r, j));
  }
  return columns;
}

Matrix<float> multiplied(MatrixView<const float> a, const Matrix<float>& b) {
  Matrix<float> product(a.rows(), b.columns());
  batch_invariant_product<float>(a, PackedColumns<float>(b.view()), product.view());
  return product;
}

}  // namespace

MeasuredGenes::MeasuredGenes(const PrincipalManifold& manifold, std::vector<bool> measured)
    : manifold_(manifold), measured_(std::move(measured)) {
  if (measured_.size() != manifold.space.mean.size())
    throw std::logic_error("MeasuredGenes: an answer a gene");
  auto gram = measured_gram(manifold.space.directions, measured_);
  auto posterior = gram.clone();
  const double noise = noise_of(manifold);
  for (std::size_t j = 0; j < posterior.rows(); ++j) posterior(j, j) += noise / manifold.space.variances[j];
  to_likely_ = narrowed(CholeskyFactor(std::move(posterior)).inverse());
  const auto system = decompose_symmetric(std::move(gram));
  // Directions that the measured genes do not see.
  const auto seen = std::find_if(system.values.begin(), system.values.end(),
                                 [&](double x) { return x > 1e-6 * system.values.back(); });
  if (seen == system.values.end() || !(system.values.back() > 0)) {
    throw DataError("manifold: no gene that was measured varies among the fitted samples");
  }
  const auto first = static_cast<std::size_t>(seen - system.values.begin());
  factor_ = scaled_columns(system, first, 0.5);
  to_targets_ = scaled_columns(system, first, -0.5);
}

// V x of the measured genes: what is missing stands at the mean, and so adds nothing.
Matrix<float> MeasuredGenes::products(MatrixView<const float> samples) const {
  constexpr std::size_t block = 192;
  Matrix<float> result(samples.rows(), manifold_.space.rank());
  for (std::size_t first = 0; first < samples.rows(); first += block) {
    const std::size_t count = std::min(block, samples.rows() - first);
    Matrix<float> filled(count, samples.columns());
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t g = 0; g < measured_.size(); ++g) {
        filled(i, g) = measured_[g] ? samples(first + i, g) : static_cast<float>(manifold_.space.mean[g]);
      }
    }
    const auto scores = scores_of(manifold_.space, filled.view());
    std::copy_n(scores.values.data(), scores.values.size(), result.row(first).data());
  }
  return result;
}

Matrix<float> MeasuredGenes::likely_scores(MatrixView<const float> samples) const {
  return multiplied(products(samples).view(), to_likely_);
}

Matrix<float> MeasuredGenes::codes(MatrixView<const float> samples, const CodeSearchOptions& options) const {
  const auto known = products(samples);
  auto codes = start_codes(manifold_, multiplied(known.view(), to_likely_).view());
  const auto targets = multiplied(known.view(), to_targets_);
  const auto& decoder = manifold_.decoder;
  const KernelFeatures<float> features(decoder.kernel, decoder.scale(), decoder.landmarks.view());
  const auto weights = multiplied(decoder.weights.view(), factor_);
  const auto linear = std::as_const(factor_).view().middle_rows(0, manifold_.code);
  const CodeObjective<float> objective(features, weights.view(), linear);
  search_codes<float>(objective, {targets.view(), nullptr}, codes.view(), options);
  return codes;
}

}  // namespace lampyris
