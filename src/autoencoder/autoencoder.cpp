#include "src/autoencoder/autoencoder.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "src/base/random.hpp"
#include "src/linalg/steady_gemm.hpp"

namespace lampyris {
namespace {

void activate(Activation activation, std::span<float> values) {
  if (activation != Activation::sigmoid) return;
  for (float& value : values) value = 1.0F / (1.0F + std::exp(-value));
}

}  // namespace

Autoencoder::Autoencoder(Architecture architecture)
    : architecture_(std::move(architecture)), parameters_(1, architecture_.parameters()) {}

MatrixView<const float> Autoencoder::weights(std::size_t step) const {
  return {parameters_.data() + architecture_.weight_offset(step), architecture_.inputs(step),
          architecture_.outputs(step)};
}

std::span<const float> Autoencoder::bias(std::size_t step) const {
  return parameters().subspan(architecture_.bias_offset(step), architecture_.outputs(step));
}

void initialise(Autoencoder& autoencoder, std::uint64_t seed) {
  const Architecture& shape = autoencoder.architecture();
  const auto parameters = autoencoder.parameters();
  std::fill(parameters.begin(), parameters.end(), 0.0F);
  for (std::size_t step = 0; step < shape.steps(); ++step) {
    const std::size_t inputs = shape.inputs(step);
    const std::size_t outputs = shape.outputs(step);
    const double limit = std::sqrt(6.0 / static_cast<double>(inputs + outputs));
    float* weights = parameters.data() + shape.weight_offset(step);
    for (std::size_t i = 0; i < inputs; ++i) {
      Random random(seed, Stream::initial_weights, (step << 48) | i);
      for (std::size_t j = 0; j < outputs; ++j) {
        weights[i * outputs + j] = static_cast<float>(limit * (2.0 * random.uniform() - 1.0));
      }
    }
  }
}

Matrix<float> propagate(const Autoencoder& autoencoder, MatrixView<const float> values, std::size_t from,
                        std::size_t to) {
  const Architecture& shape = autoencoder.architecture();
  if (from >= to || to > shape.steps()) throw std::logic_error("propagate: no such layers");
  Matrix<float> current;
  MatrixView<const float> input = values;
  for (std::size_t step = from; step < to; ++step) {
    Matrix<float> next(values.rows(), shape.outputs(step));
    steady_gemm(input, autoencoder.weights(step), next.view(), autoencoder.bias(step));
    activate(shape.activation(step), next.values());
    current = std::move(next);
    input = std::as_const(current).view();
  }
  return current;
}

Matrix<float> encode(const Autoencoder& autoencoder, MatrixView<const float> scaled, std::size_t layer) {
  return propagate(autoencoder, scaled, 0, layer);
}

Matrix<float> decode(const Autoencoder& autoencoder, MatrixView<const float> codes, std::size_t layer) {
  return propagate(autoencoder, codes, layer, autoencoder.architecture().steps());
}

}  // namespace lampyris
