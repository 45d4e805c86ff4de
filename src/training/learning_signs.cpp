// SPDX-License-Identifier: Apache-2.0
#include "src/training/learning_signs.hpp"

#include <algorithm>
#include <cmath>

namespace lampyris {

bool stands_still(std::span<const EpochReport> history) {
  constexpr std::size_t fewest_epochs = 10;
  constexpr double least_r2 = 0.1;
  constexpr double least_fall = 0.02;
  if (history.size() < fewest_epochs) return false;
  if (std::ranges::any_of(history, [](const EpochReport& epoch) { return epoch.r2_train >= least_r2; })) {
    return false;
  }
  return history.back().loss_train > (1 - least_fall) * history[history.size() / 5 - 1].loss_train;
}

std::vector<LayerMotion> layer_motions(std::span<const NodeRange> ranges) {
  constexpr double little = 0.01;
  std::vector<LayerMotion> motions;
  for (const NodeRange& layer : ranges) {
    std::vector<double> moved;
    double height = 0;
    for (std::size_t j = 0; j < layer.maximum.size(); ++j) {
      const double low = layer.minimum[j];
      const double high = layer.maximum[j];
      moved.push_back(high - low);
      height = std::max({height, std::fabs(low), std::fabs(high)});
    }
    const double most = moved.empty() ? 0 : *std::ranges::max_element(moved);
    const auto still = std::ranges::count_if(moved, [&](double range) { return range <= little * most; });
    motions.push_back({moved.size(), static_cast<std::size_t>(still), most <= little * height});
  }
  return motions;
}

}  // namespace lampyris
