// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "jobs/program/context.hpp"

namespace lampyris::jobs {

/// Collective. Says which members an ensemble of more seeds, or of another kind of model, has left in the run
/// directory. `members`: how many the ensemble has now, 0 for none.
void say_earlier_members(const Context& context, std::size_t members);

/// Collective. Keeps which members failed, by number, for failed_members of the next start.
void keep_failed_members(const Context& context, const std::vector<std::size_t>& failed);

}  // namespace lampyris::jobs
