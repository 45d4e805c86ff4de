// SPDX-License-Identifier: Apache-2.0
#include "src/training/engines/sparsity.hpp"

#include <algorithm>
#include <vector>

namespace lampyris {
namespace {

template <class Number>
void add_l1(MatrixView<const Number> outputs, float each, MatrixView<float> derivative) {
  for (std::size_t i = 0; i < outputs.rows(); ++i) {
    for (std::size_t j = 0; j < outputs.columns(); ++j) {
      const float h = to_float(outputs(i, j));
      derivative(i, j) += h > 0 ? each : (h < 0 ? -each : 0.0F);
    }
  }
}

// d KL(ρ ‖ ρ̂) / dρ̂ = (1 − ρ)/(1 − ρ̂) − ρ/ρ̂, and dρ̂ / dh = 1 / samples.
template <class Number>
void add_kl(MatrixView<const Number> outputs, const Sparsity& sparsity, double samples,
            MatrixView<float> derivative, const World& world) {
  std::vector<double> means(outputs.columns());
  for (std::size_t i = 0; i < outputs.rows(); ++i) {
    for (std::size_t j = 0; j < outputs.columns(); ++j) means[j] += to_float(outputs(i, j));
  }
  world.sum(means);
  constexpr double edge = 1e-6;
  std::vector<float> each(means.size());
  for (std::size_t j = 0; j < means.size(); ++j) {
    const double mean = std::clamp(means[j] / samples, edge, 1 - edge);
    const double slope = (1 - sparsity.target) / (1 - mean) - sparsity.target / mean;
    each[j] = static_cast<float>(sparsity.weight / samples * slope);
  }
  for (std::size_t i = 0; i < outputs.rows(); ++i) {
    for (std::size_t j = 0; j < outputs.columns(); ++j) derivative(i, j) += each[j];
  }
}

}  // namespace

void add_sparsity(const Sparsity& sparsity, const Numbers& outputs, std::size_t samples,
                  MatrixView<float> derivative, const World& world) {
  if (sparsity.kind == Sparsity::Kind::none) return;
  std::visit(
      [&](const auto& view) {
        const auto all = static_cast<double>(samples);
        if (sparsity.kind == Sparsity::Kind::l1) {
          add_l1(view, static_cast<float>(sparsity.weight / all), derivative);
        } else {
          add_kl(view, sparsity, all, derivative, world);
        }
      },
      outputs);
}

}  // namespace lampyris
