// SPDX-License-Identifier: Apache-2.0
#include "jobs/settings/key_kinds.hpp"
#include "jobs/settings/section_keys.hpp"

namespace lampyris::jobs {

std::vector<Key<Settings::Report>> report_keys() {
  using R = Settings::Report;
  return {
      texts("colour_by", &R::colour_by,
            "Columns of the annotation that the sample map offers; empty: all with 2 to 40 classes"),
  };
}

}  // namespace lampyris::jobs
