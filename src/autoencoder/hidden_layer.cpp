// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/hidden_layer.hpp"

#include <cmath>

namespace lampyris {

float normalise(std::span<float> sums) {
  const auto count = static_cast<double>(sums.size());
  double mean = 0;
  for (const float z : sums) mean += z;
  mean /= count;
  double variance = 0;
  for (const float z : sums) variance += (z - mean) * (z - mean);
  const double inverse = 1 / std::sqrt(variance / count + layer_norm_epsilon);
  for (float& z : sums) z = static_cast<float>((z - mean) * inverse);
  return static_cast<float>(inverse);
}

void activate_sums(const Architecture& architecture, std::size_t dense, std::span<float> sums) {
  const bool hidden = dense < architecture.layers();
  const auto bent = hidden ? sums.first(sums.size() - architecture.linear_nodes) : sums;
  if (hidden && architecture.normalised && !bent.empty()) static_cast<void>(normalise(bent));
  apply_activation(architecture.activation(dense), bent);
}

}  // namespace lampyris
