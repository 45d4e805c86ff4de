// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/decoder_fit.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "src/manifold/padded_weights.hpp"

namespace lampyris {
namespace {

template <class T>
Matrix<T> points_of(const Matrix<float>& points) {
  Matrix<T> copy(points.rows(), points.columns());
  std::copy_n(points.data(), points.size(), copy.data());
  return copy;
}

}  // namespace

template <class T>
DecoderFit<T>::DecoderFit(KernelRidge& ridge, const ScaledKernel& kernel, const std::vector<Slice>& groups,
                          const std::vector<double>& penalties, const World& world)
    : every_sample_(ridge.every_sample()),
      features_(kernel.kernel, kernel.scale, points_of<T>(ridge.landmarks()).view()) {
  if (groups.size() != penalties.size()) throw std::logic_error("DecoderFit: a penalty for each group");
  std::vector<double> different;
  for (std::size_t b = 0; b < groups.size(); ++b) {
    if (std::isinf(penalties[b])) continue;
    const auto found = std::find(different.begin(), different.end(), penalties[b]);
    groups_.push_back(groups[b]);
    coefficients_.push_back(static_cast<std::size_t>(found - different.begin()));
    if (found == different.end()) different.push_back(penalties[b]);
  }
  different_ = different.size();
  const auto system = ridge.system(kernel);
  if (every_sample_) {
    inverses_ = solve<T>(system, different, world);
  } else {
    wide_features_.emplace(kernel.kernel, kernel.scale, points_of<double>(ridge.landmarks()).view());
    const auto inverses = solve<double>(system, different, world);
    const std::size_t landmarks = system.base.rows();
    for (std::size_t d = 0; d < different.size(); ++d) {
      packed_.emplace_back(inverses.view().middle_rows(d * landmarks, landmarks));
    }
  }
  objective_ = std::make_unique<CodeObjective<T>>(features_, weights_.view());
}

template <class T>
template <class U>
Matrix<U> DecoderFit<T>::solve(const RidgeSystem& system, const std::vector<double>& penalties,
                               const World& world) {
  const std::size_t landmarks = system.base.rows();
  Matrix<double> weights(landmarks, system.right->columns());
  Matrix<U> inverses(penalties.size() * landmarks, landmarks);
  const Slice mine = world.share(penalties.size());
  for (std::size_t d = mine.offset; d < mine.end(); ++d) {
    auto factor = system.factor(penalties[d]);
    for (std::size_t b = 0; b < groups_.size(); ++b) {
      if (coefficients_[b] != d) continue;
      Matrix<double> part(landmarks, groups_[b].count);
      for (std::size_t m = 0; m < landmarks; ++m) {
        std::copy_n(system.right->row(m).data() + groups_[b].offset, part.columns(), part.row(m).data());
      }
      factor.solve(part.view());
      for (std::size_t m = 0; m < landmarks; ++m) {
        std::copy_n(part.row(m).data(), part.columns(), weights.row(m).data() + groups_[b].offset);
      }
    }
    const auto inverse = std::move(factor).inverse();
    std::copy_n(inverse.data(), inverse.size(), inverses.data() + d * inverse.size());
  }
  gather_shares(world, inverses.values(), landmarks * landmarks);
  world.sum(weights.values());  // each group is one rank's, and zero elsewhere
  weights_ = Matrix<T>(weights.rows(), weights.columns());
  std::copy_n(weights.data(), weights.size(), weights_.data());
  return inverses;
}

template <class T>
LeftOut<T> DecoderFit<T>::left_out(std::size_t first, MatrixView<const T> codes,
                                   MatrixView<const T> scores) const {
  LeftOut<T> result;
  result.groups = groups_;
  result.coefficients = coefficients_;
  result.residuals = Matrix<T>(codes.rows(), weights_.columns());
  for (std::size_t d = 0; d < different_; ++d) result.u.emplace_back(codes.rows(), features_.padded());
  if (every_sample_) {
    take_rows(result, first);
  } else {
    take_products(result, codes, scores);
  }
  return result;
}

// With H the inverse: u = H_i / H_ii, r = row i of the weights.
template <class T>
void DecoderFit<T>::take_rows(LeftOut<T>& left_out, std::size_t first) const {
  for (std::size_t i = 0; i < left_out.residuals.rows(); ++i) {
    for (std::size_t d = 0; d < different_; ++d) {
      const auto row = inverses_.row(d * inverses_.columns() + first + i);
      const T own = row[first + i];
      std::transform(row.begin(), row.end(), left_out.u[d].row(i).begin(), [&](T x) { return x / own; });
    }
    std::copy_n(weights_.row(first + i).data(), weights_.columns(), left_out.residuals.row(i).data());
  }
}

// With S the inverse and φ the sample's features: u = S φ / (1 − φ S φ), r = scores − D(code).
template <class T>
void DecoderFit<T>::take_products(LeftOut<T>& left_out, MatrixView<const T> codes,
                                  MatrixView<const T> scores) const {
  Matrix<double> wide(codes.rows(), codes.columns());
  for (std::size_t i = 0; i < codes.rows(); ++i) {
    std::copy_n(codes.row(i).data(), codes.columns(), wide.row(i).data());
  }
  Matrix<double> padded(codes.rows(), features_.padded());
  wide_features_->evaluate(wide.view(), padded.view());
  const MatrixView<const double> features(padded.data(), codes.rows(), features_.count(), features_.padded());
  Matrix<double> products(codes.rows(), features_.count());
  for (std::size_t d = 0; d < packed_.size(); ++d) {
    batch_invariant_product<double>(features, packed_[d], products.view());
    for (std::size_t i = 0; i < codes.rows(); ++i) {
      const std::span<const double> row = products.row(i);
      const double own = batch_invariant_dot(features.row(i), row);
      const double rest = std::max(1 - own, 1e-6);  // rounding alone brings it below that
      std::transform(row.begin(), row.end(), left_out.u[d].row(i).begin(),
                     [&](double x) { return static_cast<T>(x / rest); });
    }
  }
  objective_->decode(codes, left_out.residuals.view());
  for (std::size_t i = 0; i < codes.rows(); ++i) {
    const auto score = scores.row(i);
    const auto residual = left_out.residuals.row(i);
    for (std::size_t j = 0; j < residual.size(); ++j) residual[j] = score[j] - residual[j];
  }
}

template class DecoderFit<float>;
template class DecoderFit<double>;

}  // namespace lampyris
