// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "jobs/run/stage_table.hpp"

namespace lampyris::jobs {

/// Which stages are asked for.
struct RunOptions {
  std::optional<std::string> only = {};   ///< one stage by name, and what it needs
  std::optional<std::string> until = {};  ///< the last stage by name; without both, all stages
  bool force = false;                     ///< what is asked for runs again, although it is done
  std::vector<std::string> given = {};    ///< stages that a larger run has made: they have no part
};

/// Why a stage has a part in a run.
enum class Part {
  asked,   ///< runs, unless it is done
  needed,  ///< runs when one that was asked for needs it, and it is not there or of other settings
  read     ///< is read where it is there
};

/// A stage with its part.
struct PlannedStage {
  const Stage* stage;
  Part part;
};

/// The stages that have a part in what is asked for, in their order. Throws UsageError for a stage that there
/// is not, with the nearest one.
[[nodiscard]] std::vector<PlannedStage> plan_stages(const RunOptions& options);

/// Whether the plan asks for the stage of this name.
[[nodiscard]] bool asks_for(const std::vector<PlannedStage>& plan, const std::string& stage);

/// Throws UsageError, naming the option `shown`, when there is no such stage; says which is the nearest.
void require_stage(const std::string& name, const std::string& shown);

}  // namespace lampyris::jobs
