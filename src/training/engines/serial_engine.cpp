// SPDX-License-Identifier: Apache-2.0
#include "src/training/engines/serial_engine.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "src/autoencoder/activation.hpp"
#include "src/autoencoder/hidden_layer.hpp"
#include "src/linalg/gemm.hpp"

namespace lampyris {
namespace {

bool finite(const std::vector<double>& values) {
  return std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
}

}  // namespace

SerialEngine::SerialEngine(const ParameterLayout& layout, std::span<const float> weights,
                           std::size_t most_rows, HiddenNoise noise)
    : layout_(layout),
      shape_(layout.architecture()),
      weights_(weights),
      most_rows_(most_rows),
      noise_(std::move(noise)),
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

bool SerialEngine::is_bent(std::size_t dense, std::size_t output) const {
  return dense == shape_.layers() || output < shape_.bent_nodes(dense + 1);
}

SerialEngine::Passed SerialEngine::pass(std::span<const float> sample, const NoisyRows& noise,
                                        std::size_t row) const {
  Passed passed{{{sample.begin(), sample.end()}}, {}, {}, {}};
  for (std::size_t dense = 0; dense < shape_.dense_layers(); ++dense) {
    // y = a(x W + b)
    passed.sums.push_back(sums_of(dense, passed.layers[dense]));
    activate(dense, noise, row, passed);
  }
  return passed;
}

SerialEngine::Values SerialEngine::sums_of(std::size_t dense, const Values& inputs) const {
  Values sums(shape_.outputs(dense));
  for (std::size_t j = 0; j < sums.size(); ++j) {
    sums[j] = weights_[layout_.bias(dense).offset + j];
    for (std::size_t i = 0; i < inputs.size(); ++i) sums[j] += inputs[i] * weights_[at(dense, i, j)];
  }
  return sums;
}

void SerialEngine::activate(std::size_t dense, const NoisyRows& noise, std::size_t row,
                            Passed& passed) const {
  const bool hidden = dense < shape_.layers();
  Values& sums = passed.sums.back();
  const std::size_t bent = hidden ? shape_.bent_nodes(dense + 1) : sums.size();
  passed.inverses.push_back(1);
  if (hidden && shape_.normalised && bent > 0) {
    const auto end = sums.begin() + static_cast<std::ptrdiff_t>(bent);
    const double mean = std::accumulate(sums.begin(), end, 0.0) / static_cast<double>(bent);
    const double squares = std::accumulate(
        sums.begin(), end, 0.0, [mean](double sum, double z) { return sum + (z - mean) * (z - mean); });
    passed.inverses.back() = 1 / std::sqrt(squares / static_cast<double>(bent) + layer_norm_epsilon);
    std::transform(sums.begin(), end, sums.begin(),
                   [&](double z) { return (z - mean) * passed.inverses.back(); });
  }
  std::vector<float> factors(bent, 1.0F);
  std::vector<float> shift(sums.size());
  if (hidden && noise.noise != nullptr) {
    if (noise.noise->dropout > 0) dropout_factors(*noise.noise, noise.visit(row), dense + 1, factors);
    const bool is_code = dense + 1 == shape_.code_layer() && noise.noise->code > 0;
    if (is_code) add_code_noise(*noise.noise, noise.visit(row), shift);
  }
  passed.factors.emplace_back(factors.begin(), factors.end());
  Values outputs(sums.size());
  for (std::size_t j = 0; j < sums.size(); ++j) {
    const bool bends = is_bent(dense, j);
    outputs[j] =
        bends ? factors[j] * activation_value(shape_.activation(dense), sums[j]) : sums[j] + shift[j];
  }
  passed.layers.push_back(std::move(outputs));
}

void SerialEngine::to_delta(std::size_t dense, const Passed& passed, Values& derivative) const {
  const Values& sums = passed.sums[dense];
  const std::size_t bent = passed.factors[dense].size();
  double mean = 0;
  double slope = 0;
  for (std::size_t j = 0; j < bent; ++j) {
    derivative[j] *= passed.factors[dense][j] * activation_slope_at(shape_.activation(dense), sums[j]);
    mean += derivative[j] / static_cast<double>(bent);
    slope += derivative[j] * sums[j] / static_cast<double>(bent);
  }
  if (!shape_.normalised || dense == shape_.layers()) return;
  // Through t = (z − mean z) / sd z
  for (std::size_t j = 0; j < bent; ++j) {
    derivative[j] = (derivative[j] - mean - sums[j] * slope) * passed.inverses[dense];
  }
}

void SerialEngine::add_gradient(const Passed& passed, Values derivative, Values& gradient) const {
  for (std::size_t dense = shape_.dense_layers(); dense-- > 0;) {
    to_delta(dense, passed, derivative);
    Values before(shape_.inputs(dense));
    for (std::size_t j = 0; j < derivative.size(); ++j) {
      // db += δ,  dW += xᵀ δ,  ∂loss/∂x += δ Wᵀ
      const double delta = derivative[j];
      gradient[layout_.bias(dense).offset + j] += delta;
      for (std::size_t i = 0; i < before.size(); ++i) {
        gradient[at(dense, i, j)] += passed.layers[dense][i] * delta;
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
  passed_.clear();
  const auto noise = NoisyRows::of(noise_, batch, {0, truth.rows()});
  for (std::size_t n = 0; n < truth.rows(); ++n) {
    const Values& reconstruction = passed_.emplace_back(pass(inputs.row(n), noise, n)).layers.back();
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
      derivative[g] = (passed_[n].layers.back()[g] - truth(n, g)) * scale;
    }
    add_gradient(passed_[n], std::move(derivative), sums);
  }
  std::transform(sums.begin(), sums.end(), gradient.begin(), [](double g) { return static_cast<float>(g); });
}

Numbers SerialEngine::reconstruct(const Numbers& samples) {
  const auto values = std::get<MatrixView<const float>>(samples);
  for (std::size_t n = 0; n < values.rows(); ++n) {
    const auto layers = pass(values.row(n), {}, n).layers;
    std::transform(layers.back().begin(), layers.back().end(), reconstruction_.row(n).begin(),
                   [](double x) { return static_cast<float>(x); });
  }
  return MatrixView<const float>(reconstruction_.data(), values.rows(), shape_.genes);
}

std::size_t SerialEngine::first_broken_layer(const Numbers& samples) {
  const auto values = std::get<MatrixView<const float>>(samples);
  std::size_t first = shape_.layers() + 2;
  for (std::size_t n = 0; n < values.rows(); ++n) {
    const auto layers = pass(values.row(n), {}, n).layers;
    const auto broken = std::find_if_not(layers.begin(), layers.end(), finite);
    first =
        std::min(first, broken == layers.end() ? first : static_cast<std::size_t>(broken - layers.begin()));
  }
  return first;
}

}  // namespace lampyris
