// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/node_activity.hpp"

#include <algorithm>
#include <span>

#include "src/statistics/quantile.hpp"

namespace lampyris {

std::vector<NodeActivity> node_activities(MatrixView<const float> activations, const World& world) {
  std::vector<NodeActivity> all(activations.columns());
  const Slice mine = world.share(all.size());
  std::vector<double> sorted(activations.rows());
  for (std::size_t j = mine.offset; j < mine.end(); ++j) {
    for (std::size_t i = 0; i < sorted.size(); ++i) sorted[i] = activations(i, j);
    std::ranges::sort(sorted);
    std::ranges::transform(NodeActivity::probabilities, all[j].quantiles.begin(),
                           [&](double probability) { return quantile_of_sorted(sorted, probability); });
  }
  gather_shares(world, std::span(all), 1);
  return all;
}

}  // namespace lampyris
