// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/settings/settings.hpp"

namespace lampyris::jobs {

/// The preset of a job file that names none.
inline constexpr Preset default_preset = Preset::lampyris;

/// Gives the defaults of a preset.
[[nodiscard]] Settings settings_of_preset(Preset preset);

}  // namespace lampyris::jobs
