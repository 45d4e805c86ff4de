// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/choice_keys.hpp"
#include "jobs/settings/section_keys.hpp"

namespace lampyris::jobs {

std::vector<Key<Settings::Compute>> compute_keys() {
  using C = Settings::Compute;
  return {
      choice("engine", &C::engine,
             "What computes the gradient: fused is the fast one, scalapack the reference for layers too wide "
             "for one node, serial plain loops on one rank"),
      text("grid", &C::grid, "Ranks as sample groups x gene groups, as 2x4; auto: genes inside a node"),
      text("memory_per_rank", &C::memory_per_rank,
           "What training and the distances of the interactome may take, as 4G (K, M, G, T); beyond it "
           "samples "
           "are read batch by batch, and distances searched when they are needed; auto: what the node has"),
      number("heartbeat_seconds", &C::heartbeat_seconds, {0, largest},
             "A rank that is not heard of for so long (its process stopped, its node or link gone) ends the "
             "job; 0: never"),
      number("stall_minutes", &C::stall_minutes, {0, largest},
             "When nothing moves for so long the log says where each rank is; 0: never"),
  };
}

}  // namespace lampyris::jobs
