// SPDX-License-Identifier: Apache-2.0
#include "src/training/engines/delta.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

#include "src/autoencoder/activation.hpp"
#include "src/base/multiversion.hpp"

namespace lampyris {
namespace {

// Threads share the columns, so that a column sum and the loss never depend on how many there are.
constexpr std::size_t block = 512;

template <class Number>
[[gnu::always_inline]] inline float output_loop(const Number* truth, Number* values, float* sums,
                                                std::size_t count, float scale, Activation activation) {
  return with_activation(
      activation, [=]<Activation A>() __attribute__((always_inline)) {
        float error = 0;
#pragma omp simd reduction(+ : error)
        for (std::size_t j = 0; j < count; ++j) {
          const float y = to_float(values[j]);
          const float missed = y - to_float(truth[j]);
          error += missed * missed;
          const float delta = scale * missed * activation_slope<A>(y);
          values[j] = from_float<Number>(delta);
          sums[j] += delta;
        }
        return error;
      });
}

template <class Number>
[[gnu::always_inline]] inline void hidden_loop(const Number* outputs, const float* derivative, Number* out,
                                               float* sums, std::size_t count, Activation activation) {
  with_activation(
      activation, [=]<Activation A>() __attribute__((always_inline)) {
#pragma omp simd
        for (std::size_t j = 0; j < count; ++j) {
          const float delta = derivative[j] * activation_slope<A>(to_float(outputs[j]));
          out[j] = from_float<Number>(delta);
          sums[j] += delta;
        }
      });
}

// Function versions must not be templates.
LAMPYRIS_MULTIVERSION
float output_row(const float* truth, float* values, float* sums, std::size_t count, float scale,
                 Activation activation) {
  return output_loop(truth, values, sums, count, scale, activation);
}
LAMPYRIS_MULTIVERSION
float output_row(const bfloat16* truth, bfloat16* values, float* sums, std::size_t count, float scale,
                 Activation activation) {
  return output_loop(truth, values, sums, count, scale, activation);
}
LAMPYRIS_MULTIVERSION
void hidden_row(const float* outputs, const float* derivative, float* out, float* sums, std::size_t count,
                Activation activation) {
  hidden_loop(outputs, derivative, out, sums, count, activation);
}
LAMPYRIS_MULTIVERSION
void hidden_row(const bfloat16* outputs, const float* derivative, bfloat16* out, float* sums,
                std::size_t count, Activation activation) {
  hidden_loop(outputs, derivative, out, sums, count, activation);
}

// A block's rows are short and far apart: the processor itself does not foresee the next one.
template <class T>
[[gnu::always_inline]] inline void fetch(const T* values, std::size_t count) {
  constexpr std::size_t line = 64 / sizeof(T);
  for (std::size_t j = 0; j < count; j += line) __builtin_prefetch(values + j);
}

template <class Row>
void by_columns(std::size_t rows, std::size_t columns, std::span<float> sums, Row row) {
  const auto blocks = static_cast<std::ptrdiff_t>((columns + block - 1) / block);
#pragma omp parallel for schedule(static)
  for (std::ptrdiff_t b = 0; b < blocks; ++b) {
    const std::size_t first = static_cast<std::size_t>(b) * block;
    const std::size_t count = std::min(block, columns - first);
    std::fill_n(sums.data() + first, count, 0.0F);
    for (std::size_t i = 0; i < rows; ++i) row(i, first, count);
  }
}

}  // namespace

template <class Number>
double output_delta(MatrixView<const Number> truth, Activation activation, float scale,
                    MatrixView<Number> reconstruction, std::span<float> bias_gradient) {
  std::vector<double> errors((reconstruction.columns() + block - 1) / block);
  by_columns(reconstruction.rows(), reconstruction.columns(), bias_gradient,
             [&](std::size_t i, std::size_t first, std::size_t count) {
               if (i + 1 < truth.rows()) {
                 fetch(truth.row(i + 1).data() + first, count);
                 fetch(reconstruction.row(i + 1).data() + first, count);
               }
               errors[first / block] +=
                   output_row(truth.row(i).data() + first, reconstruction.row(i).data() + first,
                              bias_gradient.data() + first, count, scale, activation);
             });
  return std::accumulate(errors.begin(), errors.end(), 0.0);
}

template <class Number>
void hidden_delta(MatrixView<const Number> outputs, Activation activation, MatrixView<const float> derivative,
                  MatrixView<Number> delta, std::span<float> bias_gradient) {
  by_columns(delta.rows(), delta.columns(), bias_gradient,
             [&](std::size_t i, std::size_t first, std::size_t count) {
               hidden_row(outputs.row(i).data() + first, derivative.row(i).data() + first,
                          delta.row(i).data() + first, bias_gradient.data() + first, count, activation);
             });
}

template <class Number>
void activate(MatrixView<const float> sums, std::span<const float> bias, Activation activation,
              MatrixView<Number> outputs) {
  const auto rows = static_cast<std::ptrdiff_t>(sums.rows());
#pragma omp parallel for schedule(static)
  for (std::ptrdiff_t r = 0; r < rows; ++r) {
    const auto i = static_cast<std::size_t>(r);
    with_activation(activation, [&]<Activation A>() {
      for (std::size_t j = 0; j < sums.columns(); ++j) {
        outputs(i, j) = from_float<Number>(activation_value<A>(sums(i, j) + bias[j]));
      }
    });
  }
}

template double output_delta<float>(MatrixView<const float>, Activation, float, MatrixView<float>,
                                    std::span<float>);
template double output_delta<bfloat16>(MatrixView<const bfloat16>, Activation, float, MatrixView<bfloat16>,
                                       std::span<float>);
template void hidden_delta<float>(MatrixView<const float>, Activation, MatrixView<const float>,
                                  MatrixView<float>, std::span<float>);
template void hidden_delta<bfloat16>(MatrixView<const bfloat16>, Activation, MatrixView<const float>,
                                     MatrixView<bfloat16>, std::span<float>);
template void activate<float>(MatrixView<const float>, std::span<const float>, Activation, MatrixView<float>);
template void activate<bfloat16>(MatrixView<const float>, std::span<const float>, Activation,
                                 MatrixView<bfloat16>);

}  // namespace lampyris
