// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/attribution/network_tests.hpp"
#include "src/statistics/trend.hpp"

namespace lampyris {

/// How the z values of one list, measure and null go over the layers. Nodes without a z are left out, and a
/// signature that several nodes of a layer have counts once there.
struct NetworkTrend {
  std::size_t list;                ///< index into NetworkTestOptions::top
  std::size_t measure;             ///< index into measure_names
  std::size_t null;                ///< index into null_names
  std::vector<std::size_t> nodes;  ///< [layer − 1], with a z
  std::vector<double> median_z;    ///< [layer − 1]; NaN without nodes
  Trend trend;                     ///< Jonckheere–Terpstra over the layers in order
};

/// One entry for each list, measure and null, in this order.
[[nodiscard]] std::vector<NetworkTrend> network_trends(const NetworkTests& tests, const NodeNumbers& nodes,
                                                       const SignatureClasses& classes = {});

}  // namespace lampyris
