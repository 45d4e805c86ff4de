#include "src/training/gradient.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "src/linalg/gemm.hpp"
#include "src/training/delta.hpp"

namespace lampyris {
namespace {

MatrixView<float> rows_of(Matrix<float>& buffer, std::size_t rows) {
  return {buffer.data(), rows, buffer.columns()};
}

bool all_finite(MatrixView<const float> values) {
  for (std::size_t i = 0; i < values.rows(); ++i) {
    const auto row = values.row(i);
    if (!std::all_of(row.begin(), row.end(), [](float x) { return std::isfinite(x); })) return false;
  }
  return true;
}

}  // namespace

Gradient::Gradient(const Architecture& architecture, std::size_t most_rows)
    : architecture_(architecture), most_rows_(most_rows) {
  for (std::size_t step = 0; step < architecture_.steps(); ++step) {
    layers_.emplace_back(most_rows, architecture_.outputs(step));
    if (step < architecture_.layers()) derivatives_.emplace_back(most_rows, architecture_.outputs(step));
  }
}

MatrixView<float> Gradient::layer(std::size_t index, std::size_t rows) {
  return rows_of(layers_[index - 1], rows);
}

MatrixView<const float> Gradient::reconstruct(const Autoencoder& autoencoder,
                                              MatrixView<const float> samples) {
  if (samples.rows() > most_rows_) throw std::logic_error("Gradient: more samples than there is room for");
  MatrixView<const float> input = samples;
  for (std::size_t step = 0; step < architecture_.steps(); ++step) {
    const auto output = layer(step + 1, samples.rows());
    const bool sigmoid = architecture_.activation(step) == Activation::sigmoid;
    gemm(input, As::stored, autoencoder.weights(step), As::stored, output, autoencoder.bias(step),
         sigmoid ? Finish::sigmoid : Finish::nothing);
    input = output;
  }
  return input;
}

double Gradient::compute(const Autoencoder& autoencoder, const Batch& batch, std::span<float> gradient) {
  const std::size_t rows = batch.values.rows();
  if (rows == 0) {
    std::fill(gradient.begin(), gradient.end(), 0.0F);
    return 0;
  }
  static_cast<void>(reconstruct(autoencoder, batch.values));  // fills the layers

  const std::size_t last = architecture_.steps() - 1;
  const auto bias_gradient = [&](std::size_t step) {
    return gradient.subspan(architecture_.bias_offset(step), architecture_.outputs(step));
  };
  const double values = static_cast<double>(batch.samples) * static_cast<double>(architecture_.genes);
  MatrixView<float> delta = layer(last + 1, rows);
  const double error = output_delta(batch.values, architecture_.output, static_cast<float>(2.0 / values),
                                    delta, bias_gradient(last));
  for (std::size_t step = last;; --step) {
    const MatrixView<const float> input = step == 0 ? batch.values : layer(step, rows);
    const MatrixView<float> weights(gradient.data() + architecture_.weight_offset(step),
                                    architecture_.inputs(step), architecture_.outputs(step));
    gemm(input, As::transposed, delta, As::stored, weights);
    if (step == 0) return error;
    const auto derivative = rows_of(derivatives_[step - 1], rows);
    gemm(delta, As::stored, autoencoder.weights(step), As::transposed, derivative);
    hidden_delta(input, architecture_.activation(step - 1), derivative, bias_gradient(step - 1));
    delta = derivative;
  }
}

std::size_t Gradient::first_broken_layer(const Autoencoder& autoencoder, MatrixView<const float> samples) {
  if (!all_finite(samples)) return 0;
  if (samples.rows() > 0) static_cast<void>(reconstruct(autoencoder, samples));
  std::size_t index = 1;
  while (index <= architecture_.steps() && all_finite(layer(index, samples.rows()))) ++index;
  return index;
}

}  // namespace lampyris
