#include "src/training/delta.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include "src/base/multiversion.hpp"

namespace lampyris {
namespace {

// Threads share the columns, so that a column sum and the loss never depend on how many there are.
constexpr std::size_t block = 512;

LAMPYRIS_MULTIVERSION
float output_row(const float* truth, float* values, float* sums, std::size_t count, float scale,
                 bool sigmoid) {
  float error = 0;
  if (sigmoid) {
#pragma omp simd reduction(+ : error)
    for (std::size_t j = 0; j < count; ++j) {
      const float y = values[j];
      const float missed = y - truth[j];
      error += missed * missed;
      const float delta = scale * missed * (y * (1.0F - y));
      values[j] = delta;
      sums[j] += delta;
    }
  } else {
#pragma omp simd reduction(+ : error)
    for (std::size_t j = 0; j < count; ++j) {
      const float missed = values[j] - truth[j];
      error += missed * missed;
      values[j] = scale * missed;
      sums[j] += scale * missed;
    }
  }
  return error;
}

LAMPYRIS_MULTIVERSION
void hidden_row(const float* outputs, float* values, float* sums, std::size_t count, bool sigmoid) {
#pragma omp simd
  for (std::size_t j = 0; j < count; ++j) {
    const float h = outputs[j];
    const float delta = sigmoid ? values[j] * (h * (1.0F - h)) : values[j];
    values[j] = delta;
    sums[j] += delta;
  }
}

template <class Row>
void by_columns(MatrixView<float> values, std::span<float> sums, Row row) {
  const auto blocks = static_cast<std::ptrdiff_t>((values.columns() + block - 1) / block);
#pragma omp parallel for schedule(static)
  for (std::ptrdiff_t b = 0; b < blocks; ++b) {
    const std::size_t first = static_cast<std::size_t>(b) * block;
    const std::size_t count = std::min(block, values.columns() - first);
    std::fill_n(sums.data() + first, count, 0.0F);
    for (std::size_t i = 0; i < values.rows(); ++i) row(i, first, count);
  }
}

}  // namespace

double output_delta(MatrixView<const float> truth, Activation activation, float scale,
                    MatrixView<float> reconstruction, std::span<float> bias_gradient) {
  std::vector<double> errors((reconstruction.columns() + block - 1) / block);
  by_columns(reconstruction, bias_gradient, [&](std::size_t i, std::size_t first, std::size_t count) {
    errors[first / block] +=
        output_row(truth.row(i).data() + first, reconstruction.row(i).data() + first,
                   bias_gradient.data() + first, count, scale, activation == Activation::sigmoid);
  });
  return std::accumulate(errors.begin(), errors.end(), 0.0);
}

void hidden_delta(MatrixView<const float> outputs, Activation activation, MatrixView<float> derivative,
                  std::span<float> bias_gradient) {
  by_columns(derivative, bias_gradient, [&](std::size_t i, std::size_t first, std::size_t count) {
    hidden_row(outputs.row(i).data() + first, derivative.row(i).data() + first, bias_gradient.data() + first,
               count, activation == Activation::sigmoid);
  });
}

}  // namespace lampyris
