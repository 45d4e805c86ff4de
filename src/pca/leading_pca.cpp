// SPDX-License-Identifier: Apache-2.0
#include "src/pca/leading_pca.hpp"

#include <utility>

#include "src/pca/unit_rows.hpp"

namespace lampyris {

Pca fit_leading_pca(const SampleShard& shard, const LeadingOptions& options, const World& world,
                    Progress& progress) {
  const ExactScatter scatter(shard, world);
  auto leading = leading_directions(scatter, options, world, progress);
  return {scatter.mean(), unit_rows(leading.rows), std::move(leading.variances), scatter.total_variance(),
          leading.settled};
}

}  // namespace lampyris
