// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/program/context.hpp"
#include "src/planning/memory_plan.hpp"

namespace lampyris::jobs {

/// Collective. Says what a rank will hold, and whether the training samples have to be read batch by batch to
/// stay within compute.memory_per_rank. Throws UsageError, alike on all ranks, when not even that suffices.
[[nodiscard]] bool must_stream(const Context& context, const MemoryQuestion& question);

}  // namespace lampyris::jobs
