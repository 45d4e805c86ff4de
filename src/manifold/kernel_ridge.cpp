// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/kernel_ridge.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "src/linalg/packed_columns.hpp"
#include "src/manifold/kernel_features.hpp"
#include "src/manifold/shard_rows.hpp"
#include "src/pca/exact_sums.hpp"

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

// Columns 0 … M of the features into M × n.
void transpose_rounded(MatrixView<const float> features, const ExactSums& sums,
                       MatrixView<double> transposed) {
  constexpr std::size_t tile = 16;
  for (std::size_t first = 0; first < transposed.rows(); first += tile) {
    for (std::size_t i = 0; i < features.rows(); ++i) {
      for (std::size_t m = first; m < std::min(first + tile, transposed.rows()); ++m) {
        transposed(m, i) = sums.rounded(static_cast<double>(features(i, m)));
      }
    }
  }
}

// A matrix of this size with any elements, the one given where it has the size.
Matrix<double> of_size(std::size_t rows, std::size_t columns, Matrix<double> room) {
  return room.rows() == rows && room.columns() == columns ? std::move(room) : Matrix<double>(rows, columns);
}

void copy_values(const Matrix<double>& from, Matrix<double>& to) {
  to = of_size(from.rows(), from.columns(), std::move(to));
  std::copy_n(from.data(), from.size(), to.data());
}

// With zeros.
void clear(std::size_t rows, std::size_t columns, Matrix<double>& matrix) {
  matrix = of_size(rows, columns, std::move(matrix));
  std::fill_n(matrix.data(), matrix.size(), 0.0);
}

}  // namespace

CholeskyFactor RidgeSystem::factor(double penalty, Matrix<double> room) const {
  Matrix<double> sum = of_size(base.rows(), base.columns(), std::move(room));
  for (std::size_t i = 0; i < sum.rows(); ++i) {
    const auto to = sum.row(i);
    std::copy(base.row(i).begin() + static_cast<std::ptrdiff_t>(i), base.row(i).end(),
              to.begin() + static_cast<std::ptrdiff_t>(i));
    if (ridge.rows() == 0) {
      to[i] += penalty;
      continue;
    }
    const auto from = ridge.row(i);
    for (std::size_t j = i; j < sum.columns(); ++j) to[j] += penalty * from[j];
    to[i] *= 1 + 1e-10;  // landmarks may be one point
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
  if (of.padded() == landmarks.rows()) return padded;
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
  Matrix<double> columns(landmarks_.rows(), block);
  PackedColumns<double> right_factor;
  for (std::size_t first = 0; first < samples_.inputs.rows(); first += block) {
    const std::size_t count = std::min(block, samples_.inputs.rows() - first);
    const auto some = values.view().middle_rows(0, count);
    of.evaluate(samples_.inputs.middle_rows(first, count), some);
    const MatrixView<double> transposed(columns.data(), columns.rows(), count);
    transpose_rounded(some, sums, transposed);
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t j = 0; j < outputs; ++j) {
        rounded(i, j) =
            powers_[j] * sums.rounded(static_cast<double>(samples_.outputs(first + i, j)) / powers_[j]);
      }
    }
    right_factor.assign(transposed, Transpose::yes);
    batch_invariant_product<double>(transposed, right_factor, base.view(), Accumulate::yes, Triangle::upper);
    right_factor.assign(rounded.view().middle_rows(0, count));
    batch_invariant_product<double>(transposed, right_factor, right_.view(), Accumulate::yes);
  }
}

RidgeSystem KernelRidge::system(const ScaledKernel& kernel, RidgeSystem before) {
  RidgeSystem system = std::move(before);
  system.ridge = {};
  if (every_sample()) {
    system.base = features(kernel, landmarks_.view());
  } else {
    clear(landmarks_.rows(), landmarks_.rows(), system.base);
    clear(landmarks_.rows(), samples_.outputs.columns(), right_);
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

const Matrix<double>& ridge_predictions(const RidgeSystem& system, double penalty,
                                        const Matrix<double>& features, RidgeRoom& room) {
  room.predictions = of_size(features.rows(), system.right->columns(), std::move(room.predictions));
  auto factor = system.factor(penalty, std::move(room.square));
  if (features.rows() >= system.right->columns()) {
    copy_values(*system.right, room.solved);
    factor.solve(room.solved.view());
    room.packed.assign(std::as_const(room.solved).view());
    batch_invariant_product<double>(features.view(), room.packed, room.predictions.view());
  } else {
    copy_values(features, room.solved);
    factor.solve_rows(room.solved.view(), Transpose::no);
    factor.solve_rows(room.solved.view(), Transpose::yes);
    room.packed.assign(system.right->view());
    batch_invariant_product<double>(std::as_const(room.solved).view(), room.packed, room.predictions.view());
  }
  room.square = std::move(factor).release();
  return room.predictions;
}

}  // namespace lampyris
