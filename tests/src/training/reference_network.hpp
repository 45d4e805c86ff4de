#pragma once

#include <cmath>
#include <utility>
#include <vector>

#include "src/autoencoder/architecture.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::test {

struct ReferenceResult {
  double error = 0;              ///< Σ(x̂ − x)²
  std::vector<double> gradient;  ///< of Σ(x̂ − x)² / (samples · genes)
};

/// The gradient by plain loops in double, one sample after the other.
inline ReferenceResult reference_gradient(const Architecture& shape, const std::vector<double>& parameters,
                                          MatrixView<const float> samples, double batch) {
  ReferenceResult result{0, std::vector<double>(parameters.size())};
  const double scale = 2 / (batch * static_cast<double>(shape.genes));
  for (std::size_t n = 0; n < samples.rows(); ++n) {
    std::vector<std::vector<double>> layers{{samples.row(n).begin(), samples.row(n).end()}};
    for (std::size_t step = 0; step < shape.steps(); ++step) {
      std::vector<double> next(shape.outputs(step));
      for (std::size_t j = 0; j < next.size(); ++j) {
        double z = parameters[shape.bias_offset(step) + j];
        for (std::size_t i = 0; i < shape.inputs(step); ++i) {
          z += layers[step][i] * parameters[shape.weight_offset(step) + i * next.size() + j];
        }
        next[j] = shape.activation(step) == Activation::sigmoid ? 1 / (1 + std::exp(-z)) : z;
      }
      layers.push_back(std::move(next));
    }
    std::vector<double> derivative(shape.genes);
    for (std::size_t g = 0; g < shape.genes; ++g) {
      const double missed = layers.back()[g] - layers.front()[g];
      result.error += missed * missed;
      derivative[g] = scale * missed;
    }
    for (std::size_t step = shape.steps(); step-- > 0;) {
      std::vector<double> before(shape.inputs(step));
      for (std::size_t j = 0; j < derivative.size(); ++j) {
        const double y = layers[step + 1][j];
        const double delta =
            derivative[j] * (shape.activation(step) == Activation::sigmoid ? y * (1 - y) : 1);
        result.gradient[shape.bias_offset(step) + j] += delta;
        for (std::size_t i = 0; i < before.size(); ++i) {
          const std::size_t weight = shape.weight_offset(step) + i * derivative.size() + j;
          result.gradient[weight] += layers[step][i] * delta;
          before[i] += parameters[weight] * delta;
        }
      }
      derivative = std::move(before);
    }
  }
  return result;
}

}  // namespace lampyris::test
