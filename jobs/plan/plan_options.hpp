#pragma once

#include <cstddef>

namespace lampyris::jobs {

/// What `lampyris plan` is told beside its job file; 0 = as it is run, or as the cohort is.
struct PlanOptions {
  std::size_t nodes = 0;
  std::size_t ranks_per_node = 0;
  std::size_t threads = 0;  ///< of each rank: the cores of this node shared by the ranks of one
  std::size_t samples = 0;
  std::size_t genes = 0;
  double network = 10;  ///< Gbit/s of a node
};

}  // namespace lampyris::jobs
