#pragma once

#include <span>

#include "src/autoencoder/architecture.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

// δ of a layer is the derivative of the loss by the layer's inputs to its activation, n × nodes. Both
// functions also write the gradient of the bias, the column sums of δ, in the same pass.

/// Turns a reconstruction into δ = scale · (x̂ − x) · activation'(x̂), in place. Returns Σ(x̂ − x)².
double output_delta(MatrixView<const float> truth, Activation activation, float scale,
                    MatrixView<float> reconstruction, std::span<float> bias_gradient);

/// Turns the derivative by a layer's outputs into δ: times activation'(outputs), in place.
void hidden_delta(MatrixView<const float> outputs, Activation activation, MatrixView<float> derivative,
                  std::span<float> bias_gradient);

}  // namespace lampyris
