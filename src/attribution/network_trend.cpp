// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/network_trend.hpp"

#include <cmath>

#include "src/statistics/quantile.hpp"

namespace lampyris {
namespace {

std::vector<std::vector<double>> z_by_layer(const NetworkTests& tests, const NodeNumbers& nodes,
                                            const SignatureClasses& classes, const NetworkTrend& of) {
  std::vector<std::vector<double>> layers(nodes.widths().size());
  for (const LayerNodes& some : nodes.layers_of({0, nodes.total()})) {
    const auto counted = classes.counted({some.first_unit, some.nodes.count});
    for (std::size_t i = 0; i < some.nodes.count; ++i) {
      if (!counted[i]) continue;
      const double z = tests.tests[tests.at(some.first_unit + i, of.list, of.measure, of.null)].z;
      if (!std::isnan(z)) layers[some.layer - 1].push_back(z);
    }
  }
  return layers;
}

}  // namespace

std::vector<NetworkTrend> network_trends(const NetworkTests& tests, const NodeNumbers& nodes,
                                         const SignatureClasses& classes) {
  std::vector<NetworkTrend> trends;
  for (std::size_t list = 0; list < tests.lists; ++list) {
    for (std::size_t measure = 0; measure < measure_names.size(); ++measure) {
      for (std::size_t null = 0; null < null_names.size(); ++null) {
        NetworkTrend trend{list, measure, null, {}, {}, {}};
        const auto layers = z_by_layer(tests, nodes, classes, trend);
        for (const auto& z : layers) {
          trend.nodes.push_back(z.size());
          trend.median_z.push_back(quantile(z, 0.5));
        }
        trend.trend = jonckheere_terpstra(layers);
        trends.push_back(std::move(trend));
      }
    }
  }
  return trends;
}

}  // namespace lampyris
