// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "src/autoencoder/architecture.hpp"
#include "src/linalg/bfloat16.hpp"
#include "src/linalg/gemm.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

// δ of a layer is the derivative of the loss by the layer's inputs to its activation, n × nodes. Each
// function makes one pass and also writes the gradient of the bias, the column sums of δ. Number is float or
// bfloat16. A column sum and the loss do not depend on the number of threads.

/// Turns a reconstruction into δ = scale · (x̂ − x) · activation'(x̂), in place. Returns Σ(x̂ − x)².
template <class Number>
double output_delta(MatrixView<const Number> truth, Activation activation, float scale,
                    MatrixView<Number> reconstruction, std::span<float> bias_gradient);

/// δ = derivative by the layer's outputs · activation'(outputs).
template <class Number>
void hidden_delta(MatrixView<const Number> outputs, Activation activation, MatrixView<const float> derivative,
                  MatrixView<Number> delta, std::span<float> bias_gradient);

/// outputs = activation(sums + bias).
template <class Number>
void activate(MatrixView<const float> sums, std::span<const float> bias, Activation activation,
              MatrixView<Number> outputs);

extern template double output_delta<float>(MatrixView<const float>, Activation, float, MatrixView<float>,
                                           std::span<float>);
extern template double output_delta<bfloat16>(MatrixView<const bfloat16>, Activation, float,
                                              MatrixView<bfloat16>, std::span<float>);
extern template void hidden_delta<float>(MatrixView<const float>, Activation, MatrixView<const float>,
                                         MatrixView<float>, std::span<float>);
extern template void hidden_delta<bfloat16>(MatrixView<const bfloat16>, Activation, MatrixView<const float>,
                                            MatrixView<bfloat16>, std::span<float>);
extern template void activate<float>(MatrixView<const float>, std::span<const float>, Activation,
                                     MatrixView<float>);
extern template void activate<bfloat16>(MatrixView<const float>, std::span<const float>, Activation,
                                        MatrixView<bfloat16>);

}  // namespace lampyris
