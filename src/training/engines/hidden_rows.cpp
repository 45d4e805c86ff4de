// SPDX-License-Identifier: Apache-2.0
#include "src/training/engines/hidden_rows.hpp"

#include <algorithm>
#include <functional>

#include "src/autoencoder/hidden_layer.hpp"
#include "src/autoencoder/value_and_slope.hpp"

namespace lampyris {

HiddenRows::HiddenRows(const Architecture& architecture, std::size_t layer, std::size_t most_rows)
    : activation_(architecture.hidden),
      normalised_(architecture.normalised),
      is_code_(layer == architecture.code_layer()),
      layer_(layer),
      bent_(architecture.bent_nodes(layer)),
      inputs_(most_rows, bent_),
      slopes_(most_rows, bent_),
      inverses_(most_rows, 1.0F) {}

template <class Number>
void HiddenRows::forward(MatrixView<const float> sums, std::span<const float> bias, const NoisyRows& noise,
                         MatrixView<Number> outputs) {
  drops_ = noise.noise != nullptr && noise.noise->dropout > 0 && bent_ > 0;
  if (drops_ && factors_.rows() == 0) factors_ = Matrix<float>(inputs_.rows(), bent_);
  const auto rows = static_cast<std::ptrdiff_t>(sums.rows());
#pragma omp parallel
  {
    std::vector<float> values(sums.columns());
#pragma omp for schedule(static)
    for (std::ptrdiff_t r = 0; r < rows; ++r) {
      const auto row = static_cast<std::size_t>(r);
      std::transform(bias.begin(), bias.end(), sums.row(row).begin(), values.begin(), std::plus<>());
      forward_row(row, values, noise);
      std::transform(values.begin(), values.end(), outputs.row(row).begin(), from_float<Number>);
    }
  }
}

void HiddenRows::forward_row(std::size_t row, std::span<float> values, const NoisyRows& noise) {
  const auto bent = values.first(bent_);
  if (normalised_ && bent_ > 0) inverses_[row] = normalise(bent);
  std::ranges::copy(bent, inputs_.row(row).begin());
  const auto slopes = slopes_.row(row);
  with_activation(activation_, [&]<Activation A>() {
    for (std::size_t j = 0; j < bent_; ++j) {
      const auto [value, slope] = activation_with_slope<A>(bent[j]);
      bent[j] = value;
      slopes[j] = slope;
    }
  });
  if (drops_) {
    const auto factors = factors_.row(row);
    dropout_factors(*noise.noise, noise.visit(row), layer_, factors);
    std::transform(bent.begin(), bent.end(), factors.begin(), bent.begin(), std::multiplies<>());
  }
  if (is_code_ && noise.noise != nullptr && noise.noise->code > 0) {
    add_code_noise(*noise.noise, noise.visit(row), values);
  }
}

template <class Number>
void HiddenRows::backward(MatrixView<float> derivative, MatrixView<Number> delta,
                          std::span<float> bias_gradient) const {
  const auto rows = static_cast<std::ptrdiff_t>(derivative.rows());
#pragma omp parallel for schedule(static)
  for (std::ptrdiff_t r = 0; r < rows; ++r) {
    const auto row = static_cast<std::size_t>(r);
    backward_row(row, derivative.row(row));
    std::ranges::transform(derivative.row(row), delta.row(row).begin(), from_float<Number>);
  }
  std::fill(bias_gradient.begin(), bias_gradient.end(), 0.0F);
  for (std::size_t i = 0; i < derivative.rows(); ++i) {
    const auto row = derivative.row(i);
    std::transform(row.begin(), row.end(), bias_gradient.begin(), bias_gradient.begin(), std::plus<>());
  }
}

void HiddenRows::backward_row(std::size_t row, std::span<float> derivative) const {
  const auto slopes = slopes_.row(row);
  for (std::size_t j = 0; j < bent_; ++j) derivative[j] *= slopes[j];
  if (drops_) {
    for (std::size_t j = 0; j < bent_; ++j) derivative[j] *= factors_(row, j);
  }
  if (!normalised_ || bent_ == 0) return;
  const auto inputs = inputs_.row(row);
  // Of t = (z − mean) / sd: δ = (g − mean g − t · mean (g t)) / sd
  double sum = 0;
  double along = 0;
  for (std::size_t j = 0; j < bent_; ++j) {
    sum += derivative[j];
    along += static_cast<double>(derivative[j]) * inputs[j];
  }
  const auto mean = static_cast<float>(sum / static_cast<double>(bent_));
  const auto slope = static_cast<float>(along / static_cast<double>(bent_));
  for (std::size_t j = 0; j < bent_; ++j) {
    derivative[j] = inverses_[row] * (derivative[j] - mean - inputs[j] * slope);
  }
}

template void HiddenRows::forward<float>(MatrixView<const float>, std::span<const float>, const NoisyRows&,
                                         MatrixView<float>);
template void HiddenRows::forward<bfloat16>(MatrixView<const float>, std::span<const float>, const NoisyRows&,
                                            MatrixView<bfloat16>);
template void HiddenRows::backward<float>(MatrixView<float>, MatrixView<float>, std::span<float>) const;
template void HiddenRows::backward<bfloat16>(MatrixView<float>, MatrixView<bfloat16>, std::span<float>) const;

}  // namespace lampyris
