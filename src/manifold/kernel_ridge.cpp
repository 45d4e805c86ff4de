// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/kernel_ridge.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "src/linalg/packed_columns.hpp"
#include "src/manifold/exact_sums.hpp"
#include "src/manifold/kernel_features.hpp"
#include "src/manifold/shard_rows.hpp"

namespace lampyris {
namespace {

template <class To, class From>
Matrix<To> converted(MatrixView<const From> values) {
  Matrix<To> copy(values.rows(), values.columns());
  for (std::size_t i = 0; i < values.rows(); ++i) {
    std::transform(values.row(i).begin(), values.row(i).end(), copy.row(i).begin(),
                   [](From x) { return static_cast<To>(x); });
  }
  return copy;
}

// Columns 0 … M of the features, M × n.
Matrix<double> rounded_transpose(MatrixView<const float> features, std::size_t landmarks,
                                 const ExactSums& sums) {
  Matrix<double> transposed(landmarks, features.rows());
  constexpr std::size_t tile = 16;
  for (std::size_t first = 0; first < landmarks; first += tile) {
    for (std::size_t i = 0; i < features.rows(); ++i) {
      for (std::size_t m = first; m < std::min(first + tile, landmarks); ++m) {
        transposed(m, i) = sums.rounded(static_cast<double>(features(i, m)));
      }
    }
  }
  return transposed;
}

}  // namespace

CholeskyFactor RidgeSystem::factor(double penalty) const {
  Matrix<double> sum = base.clone();
  if (ridge.rows() == 0) {
    for (std::size_t i = 0; i < sum.rows(); ++i) sum(i, i) += penalty;
  } else {
    for (std::size_t i = 0; i < sum.rows(); ++i) {
      const auto from = ridge.row(i);
      const auto to = sum.row(i);
      for (std::size_t j = i; j < sum.columns(); ++j) to[j] += penalty * from[j];
      to[i] *= 1 + 1e-10;  // landmarks may be one point
    }
  }
  return CholeskyFactor(std::move(sum));
}

KernelRidge::KernelRidge(const RidgeSamples& samples, const std::vector<std::size_t>& chosen,
                         const World& world)
    : samples_(samples), world_(world) {
  if (chosen.size() == samples.total) {
    landmarks_ = gather_all_rows(world, samples.inputs, samples.first, samples.total);
    const auto all = gather_all_rows(world, samples.outputs, samples.first, samples.total);
    right_ = converted<double>(all.view());
    return;
  }
  landmarks_ = gather_rows(world, samples.inputs, samples.first, chosen);
  powers_.assign(samples.outputs.columns(), 0);
  for (std::size_t i = 0; i < samples.outputs.rows(); ++i) {
    const auto row = samples.outputs.row(i);
    for (std::size_t j = 0; j < row.size(); ++j) {
      powers_[j] = std::max(powers_[j], std::abs(static_cast<double>(row[j])));
    }
  }
  world.maximum(powers_);
  std::transform(powers_.begin(), powers_.end(), powers_.begin(), power_above);
}

Matrix<double> KernelRidge::features(const ScaledKernel& kernel, MatrixView<const float> points) const {
  const auto landmarks = converted<double>(landmarks_.view());
  const KernelFeatures<double> of(kernel.kernel, kernel.scale, landmarks.view());
  const auto wide = converted<double>(points);
  Matrix<double> padded(points.rows(), of.padded());
  of.evaluate(wide.view(), padded.view());
  Matrix<double> values(points.rows(), landmarks.rows());
  for (std::size_t i = 0; i < values.rows(); ++i) {
    std::copy_n(padded.row(i).data(), values.columns(), values.row(i).data());
  }
  return values;
}

void KernelRidge::add_samples(const ScaledKernel& kernel, Matrix<double>& base) {
  const ExactSums sums(samples_.total);
  const KernelFeatures<float> of(kernel.kernel, kernel.scale, landmarks_.view());
  const std::size_t outputs = samples_.outputs.columns();
  constexpr std::size_t block = 384;
  Matrix<float> values(block, of.padded());
  Matrix<double> rounded(block, outputs);
  for (std::size_t first = 0; first < samples_.inputs.rows(); first += block) {
    const std::size_t count = std::min(block, samples_.inputs.rows() - first);
    const auto some = values.view().middle_rows(0, count);
    of.evaluate(samples_.inputs.middle_rows(first, count), some);
    const auto transposed = rounded_transpose(some, landmarks_.rows(), sums);
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t j = 0; j < outputs; ++j) {
        rounded(i, j) =
            powers_[j] * sums.rounded(static_cast<double>(samples_.outputs(first + i, j)) / powers_[j]);
      }
    }
    batch_invariant_product<double>(transposed.view(),
                                    PackedColumns<double>(transposed.view(), Transpose::yes), base.view(),
                                    Accumulate::yes, Triangle::upper);
    batch_invariant_product<double>(transposed.view(),
                                    PackedColumns<double>(rounded.view().middle_rows(0, count)),
                                    right_.view(), Accumulate::yes);
  }
}

RidgeSystem KernelRidge::system(const ScaledKernel& kernel) {
  RidgeSystem system;
  if (every_sample()) {
    system.base = features(kernel, landmarks_.view());
  } else {
    system.base = Matrix<double>(landmarks_.rows(), landmarks_.rows());
    right_ = Matrix<double>(landmarks_.rows(), samples_.outputs.columns());
    add_samples(kernel, system.base);
    world_.sum(system.base.values());
    world_.sum(right_.values());
    system.ridge = features(kernel, landmarks_.view());
  }
  system.right = &right_;
  return system;
}

Matrix<double> ridge_weights(const RidgeSystem& system, double penalty) {
  auto weights = system.right->clone();
  system.factor(penalty).solve(weights.view());
  return weights;
}

Matrix<double> ridge_predictions(const RidgeSystem& system, double penalty, const Matrix<double>& features) {
  Matrix<double> predictions(features.rows(), system.right->columns());
  if (features.rows() >= system.right->columns()) {
    const auto weights = ridge_weights(system, penalty);
    batch_invariant_product<double>(features.view(), PackedColumns<double>(weights.view()),
                                    predictions.view());
    return predictions;
  }
  const auto factor = system.factor(penalty);
  auto solved = features.clone();
  factor.solve_rows(solved.view(), Transpose::no);
  factor.solve_rows(solved.view(), Transpose::yes);
  batch_invariant_product<double>(solved.view(), PackedColumns<double>(system.right->view()),
                                  predictions.view());
  return predictions;
}

}  // namespace lampyris
