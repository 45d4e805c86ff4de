// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>

namespace lampyris::jobs {

/// The options of `lampyris plan` beside its job file; none = as it is run, or as the cohort is.
struct PlanOptions {
  std::optional<std::size_t> nodes;
  std::optional<std::size_t> ranks_per_node;
  std::optional<std::size_t> threads;  ///< of each rank: the cores of this node shared by the ranks of one
  std::optional<std::size_t> samples;
  std::optional<std::size_t> genes;
  double network = 10;  ///< Gbit/s of a node
};

}  // namespace lampyris::jobs
