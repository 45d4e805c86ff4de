// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/key_kinds.hpp"
#include "jobs/settings/section_keys.hpp"

namespace lampyris::jobs {

std::vector<Key<Settings::Structure>> structure_keys() {
  using S = Settings::Structure;
  return {
      texts("labels", &S::labels,
            "Columns of the annotation to measure clusters of; empty: all with 2 to 40 classes"),
      text("blocks", &S::blocks,
           "Column: the permutations behind each p move labels among its samples of one value alone; empty: "
           "among all"),
      whole_numbers("pca", &S::pca, {1, 1e6}, "Components of the PCA that layers are compared with"),
      whole_number("permutations", &S::permutations, {10, 1e7}, "Permutations of labels behind each p"),
      whole_number("max_samples", &S::max_samples, {10, 1e6},
                   "A larger cohort is subsampled for all that is quadratic in samples"),
  };
}

}  // namespace lampyris::jobs
