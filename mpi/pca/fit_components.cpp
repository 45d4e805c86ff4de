// SPDX-License-Identifier: Apache-2.0
#include "mpi/pca/fit_components.hpp"

#include "mpi/pca/exact_pca.hpp"
#include "mpi/rank_world.hpp"
#include "src/pca/leading_pca.hpp"

namespace lampyris::mpi {

Pca fit_components(const SampleShard& shard, PcaMethod method, const LeadingOptions& options,
                   const Communicator& ranks, Progress& progress) {
  if (method == PcaMethod::exact) return fit_pca(shard.values, options.count, ranks);
  return fit_leading_pca(shard, options, RankWorld(ranks), progress);
}

}  // namespace lampyris::mpi
