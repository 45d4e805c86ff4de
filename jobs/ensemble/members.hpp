// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "jobs/settings/settings.hpp"
#include "src/autoencoder/model.hpp"

namespace lampyris::jobs {

/// Names the folder of a member, from 0, below the run directory: "members/01".
[[nodiscard]] std::string folder_of_member(std::size_t member);

/// Gives what the members of an ensemble of `model` share: the settings of its run, with the kind and the
/// size of the code that it has taken, and as many members as "auto" comes to, see docs/settings.md.
[[nodiscard]] Settings settings_of_ensemble(const Settings& run, const Model& model);

/// The settings of a member of the run's ensemble, a run of its own: a network with the seed run.seed +
/// member, the first being the run itself, or a manifold of the resampling run.resample + member + 1 of the
/// donors. It has no ensemble and no report.
[[nodiscard]] Settings settings_of_member(const Settings& run, std::size_t member);

/// Whether the member is what the run itself has trained.
[[nodiscard]] bool is_run_itself(const Settings& run, std::size_t member);

}  // namespace lampyris::jobs
