// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "jobs/settings/key.hpp"
#include "jobs/settings/settings.hpp"

// The tables of keys, one a section; <section>_keys.cpp. To add a key, add a row there and a member with its
// default in settings.hpp.

namespace lampyris::jobs {

[[nodiscard]] std::vector<Key<Settings>> preset_keys();
[[nodiscard]] std::vector<Key<Settings::Run>> run_keys();
[[nodiscard]] std::vector<Key<Settings::Cohort>> cohort_keys();
[[nodiscard]] std::vector<Key<Settings::Model>> model_keys();
[[nodiscard]] std::vector<Key<Settings::Train>> train_keys();
[[nodiscard]] std::vector<Key<Settings::Compute>> compute_keys();
[[nodiscard]] std::vector<Key<Settings::Attribute>> attribute_keys();
[[nodiscard]] std::vector<Key<Settings::Interactome>> interactome_keys();
[[nodiscard]] std::vector<Key<Settings::Structure>> structure_keys();
[[nodiscard]] std::vector<Key<Settings::Modules>> modules_keys();
[[nodiscard]] std::vector<Key<Settings::Report>> report_keys();

}  // namespace lampyris::jobs
