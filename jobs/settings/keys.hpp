// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "jobs/settings/key.hpp"
#include "jobs/settings/settings.hpp"

namespace lampyris::jobs {

/// A section of the job file.
struct Section {
  std::string name;  ///< "train"; empty for keys that stand before all sections
  std::string help;  ///< what it is about
  std::vector<Key<Settings>> keys;
};

/// All sections, in the order in which users read them; without [[modules.contrast]].
[[nodiscard]] const std::vector<Section>& sections();

/// The keys of all sections.
[[nodiscard]] const std::vector<Key<Settings>>& job_keys();

/// The keys of one [[modules.contrast]].
[[nodiscard]] const std::vector<Key<Settings::Contrast>>& contrast_keys();

}  // namespace lampyris::jobs
