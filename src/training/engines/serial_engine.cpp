// SPDX-License-Identifier: Apache-2.0
#include "src/training/engines/serial_engine.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "src/autoencoder/activation.hpp"
#include "src/linalg/gemm.hpp"

namespace lampyris {
namespace {

bool finite(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
}

}  // namespace

SerialEngine::SerialEngine(const ParameterLayout& layout, std::span<const float> weights,
                           std::size_t most_rows)
    : layout_(layout),
      shape_(layout.architecture()),
      weights_(weights),
      most_rows_(most_rows),
      reconstruction_(most_rows, shape_.genes) {
  if (weights.size() != layout.size() || layout.weights(0).rows.count != shape_.genes) {
    throw std::logic_error("SerialEngine: needs all genes");
  }
}

std::size_t SerialEngine::at(std::size_t dense, std::size_t input, std::size_t output) const {
  if (shape_.is_tied(dense)) return layout_.weights(shape_.layers() - dense).at(output, input);
  const auto& piece = layout_.weights(dense);
  return dense == shape_.layers() ? piece.at(output, input) : piece.at(input, output);
}

std::vector<SerialEngine::Values> SerialEngine::layers_of(std::span<const float> sample) const {
  std::vector<Values> layers{{sample.begin(), sample.end()}};
  for (std::size_t dense = 0; dense < shape_.dense_layers(); ++dense) {
    Values next(shape_.outputs(dense));
    for (std::size_t j = 0; j < next.size(); ++j) {
      // y = a(x W + b)
      double z = weights_[layout_.bias(dense).offset + j];
      for (std::size_t i = 0; i < shape_.inputs(dense); ++i)
        z += layers[dense][i] * weights_[at(dense, i, j)];
      next[j] = activation_value(shape_.activation(dense), z);
    }
    layers.push_back(std::move(next));
  }
  return layers;
}

void SerialEngine::add_gradient(const std::vector<Values>& layers, Values derivative,
                                Values& gradient) const {
  for (std::size_t dense = shape_.dense_layers(); dense-- > 0;) {
    Values before(shape_.inputs(dense));
    for (std::size_t j = 0; j < derivative.size(); ++j) {
      // δ = ∂loss/∂y · a'(y),  db += δ,  dW += xᵀ δ,  ∂loss/∂x += δ Wᵀ
      const double delta = derivative[j] * activation_slope(shape_.activation(dense), layers[dense + 1][j]);
      gradient[layout_.bias(dense).offset + j] += delta;
      for (std::size_t i = 0; i < before.size(); ++i) {
        gradient[at(dense, i, j)] += layers[dense][i] * delta;
        before[i] += weights_[at(dense, i, j)] * delta;
      }
    }
    derivative = std::move(before);
  }
}

double SerialEngine::forward(const Batch& batch) {
  const auto truth = std::get<MatrixView<const float>>(batch.values);
  const auto inputs = std::get<MatrixView<const float>>(batch.inputs);
  double error = 0;
  layers_.clear();
  for (std::size_t n = 0; n < truth.rows(); ++n) {
    const Values& reconstruction = layers_.emplace_back(layers_of(inputs.row(n))).back();
    for (std::size_t g = 0; g < shape_.genes; ++g) {
      const double missed = reconstruction[g] - truth(n, g);
      error += missed * missed;
    }
  }
  return error;
}

void SerialEngine::backward(const Batch& batch, std::span<float> gradient) {
  const auto truth = std::get<MatrixView<const float>>(batch.values);
  const double scale = 2 / (static_cast<double>(batch.samples) * static_cast<double>(shape_.genes));
  Values sums(gradient.size());
  for (std::size_t n = 0; n < truth.rows(); ++n) {
    // ∂loss/∂x̂ = 2 (x̂ − x) / (samples · genes)
    Values derivative(shape_.genes);
    for (std::size_t g = 0; g < shape_.genes; ++g) {
      derivative[g] = (layers_[n].back()[g] - truth(n, g)) * scale;
    }
    add_gradient(layers_[n], std::move(derivative), sums);
  }
  std::transform(sums.begin(), sums.end(), gradient.begin(), [](double g) { return static_cast<float>(g); });
}

Numbers SerialEngine::reconstruct(const Numbers& samples) {
  const auto values = std::get<MatrixView<const float>>(samples);
  for (std::size_t n = 0; n < values.rows(); ++n) {
    const auto layers = layers_of(values.row(n));
    std::transform(layers.back().begin(), layers.back().end(), reconstruction_.row(n).begin(),
                   [](double x) { return static_cast<float>(x); });
  }
  return MatrixView<const float>(reconstruction_.data(), values.rows(), shape_.genes);
}

std::size_t SerialEngine::first_broken_layer(const Numbers& samples) {
  const auto values = std::get<MatrixView<const float>>(samples);
  std::size_t first = shape_.layers() + 2;
  for (std::size_t n = 0; n < values.rows(); ++n) {
    const auto layers = layers_of(values.row(n));
    const auto broken = std::find_if_not(layers.begin(), layers.end(), finite);
    first =
        std::min(first, broken == layers.end() ? first : static_cast<std::size_t>(broken - layers.begin()));
  }
  return first;
}

}  // namespace lampyris
