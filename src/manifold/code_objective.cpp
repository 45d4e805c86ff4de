// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/code_objective.hpp"

#include <algorithm>

#include "src/manifold/padded_weights.hpp"

namespace lampyris {
namespace {

template <class T>
std::span<const T> part_of_row(const Matrix<T>& matrix, std::size_t row, Slice columns) {
  return std::span<const T>(matrix.row(row)).subspan(columns.offset, columns.count);
}

// D(c) of one sample becomes D₋ᵢ(c).
template <class T>
void leave_out(const LeftOut<T>& left_out, std::size_t sample, std::span<const T> features,
               std::span<T> output) {
  for (std::size_t b = 0; b < left_out.groups.size(); ++b) {
    const Slice group = left_out.groups[b];
    const auto& u = left_out.u[left_out.coefficients[b]];
    const auto factor = static_cast<T>(batch_invariant_dot(features, u.row(sample)));
    const auto residual = part_of_row(left_out.residuals, sample, group);
    T* const to = output.data() + group.offset;
    for (std::size_t j = 0; j < group.count; ++j) to[j] -= factor * residual[j];
  }
}

// The gradient by the features, e Wᵀ, loses what the sample's own part had in it.
template <class T>
void leave_out_of_gradient(const LeftOut<T>& left_out, std::size_t sample, std::span<const T> error,
                           std::span<T> gradient) {
  for (std::size_t b = 0; b < left_out.groups.size(); ++b) {
    const Slice group = left_out.groups[b];
    const auto u = left_out.u[left_out.coefficients[b]].row(sample);
    const auto factor = static_cast<T>(batch_invariant_dot(error.subspan(group.offset, group.count),
                                                           part_of_row(left_out.residuals, sample, group)));
    for (std::size_t m = 0; m < gradient.size(); ++m) gradient[m] -= factor * u[m];
  }
}

}  // namespace

template <class T>
CodeObjective<T>::CodeObjective(const KernelFeatures<T>& features, MatrixView<const T> weights,
                                std::optional<MatrixView<const T>> linear)
    : features_(features),
      weights_(padded_weights<T>(weights, features.padded()).view()),
      weights_transposed_(padded_weights<T>(weights, features.padded()).view(), Transpose::yes) {
  if (linear) {
    linear_.emplace(*linear);
    linear_transposed_.emplace(*linear, Transpose::yes);
  }
}

template <class T>
CodeWorkspace<T> CodeObjective<T>::make_workspace(std::size_t rows) const {
  return {{rows, features_.padded()}, {rows, features_.padded()}, {rows, outputs()}};
}

template <class T>
void CodeObjective<T>::add_linear(MatrixView<const T> codes, MatrixView<T> outputs) const {
  if (linear_) {
    batch_invariant_product<T>(codes, *linear_, outputs, Accumulate::yes);
    return;
  }
  for (std::size_t i = 0; i < codes.rows(); ++i) {
    for (std::size_t j = 0; j < codes.columns(); ++j) outputs(i, j) += codes(i, j);
  }
}

template <class T>
void CodeObjective<T>::linear_gradient(MatrixView<const T> errors, MatrixView<T> gradients) const {
  if (linear_) {
    batch_invariant_product<T>(errors, *linear_transposed_, gradients);
    return;
  }
  for (std::size_t i = 0; i < gradients.rows(); ++i) {
    std::copy_n(errors.row(i).data(), gradients.columns(), gradients.row(i).data());
  }
}

template <class T>
void CodeObjective<T>::decode(MatrixView<const T> codes, MatrixView<T> outputs) const {
  constexpr std::size_t block = 256;
  Matrix<T> values(std::min(block, codes.rows()), features_.padded());
  for (std::size_t first = 0; first < codes.rows(); first += block) {
    const std::size_t count = std::min(block, codes.rows() - first);
    const auto some = values.view().middle_rows(0, count);
    features_.evaluate(codes.middle_rows(first, count), some);
    batch_invariant_product<T>(some, weights_, outputs.middle_rows(first, count));
    add_linear(codes.middle_rows(first, count), outputs.middle_rows(first, count));
  }
}

template <class T>
void CodeObjective<T>::evaluate(const CodeTargets<T>& targets, std::span<const std::size_t> samples,
                                MatrixView<const T> codes, std::span<double> errors, MatrixView<T> gradients,
                                CodeWorkspace<T>& room) const {
  const std::size_t count = codes.rows();
  const auto features = room.features.view().middle_rows(0, count);
  const auto slopes = room.slopes.view().middle_rows(0, count);
  const auto outputs = room.outputs.view().middle_rows(0, count);
  features_.evaluate(codes, features, slopes);
  batch_invariant_product<T>(features, weights_, outputs);
  add_linear(codes, outputs);
#pragma omp parallel for schedule(static)
  for (std::size_t a = 0; a < count; ++a) {
    const auto output = outputs.row(a);
    if (targets.left_out != nullptr) {
      leave_out<T>(*targets.left_out, samples[a], std::span<const T>(features.row(a)), output);
    }
    const auto target = targets.scores.row(samples[a]);
    for (std::size_t j = 0; j < output.size(); ++j) output[j] -= target[j];
    errors[a] = batch_invariant_dot(std::span<const T>(output), std::span<const T>(output));
  }
  linear_gradient(outputs, gradients);
  batch_invariant_product<T>(outputs, weights_transposed_, features);
#pragma omp parallel for schedule(static)
  for (std::size_t a = 0; a < count; ++a) {
    const auto of_q = features.row(a);
    if (targets.left_out != nullptr) {
      leave_out_of_gradient<T>(*targets.left_out, samples[a], std::span<const T>(outputs.row(a)), of_q);
    }
    const auto slope = slopes.row(a);
    for (std::size_t m = 0; m < of_q.size(); ++m) of_q[m] *= slope[m];
  }
  features_.add_gradient(codes, features, gradients);
  for (std::size_t a = 0; a < count; ++a) {
    for (T& value : gradients.row(a)) value *= 2;
  }
}

template class CodeObjective<float>;
template class CodeObjective<double>;

}  // namespace lampyris
