// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "jobs/program/context.hpp"

namespace lampyris::jobs {

/// A run that is a part of a larger one, in a run directory of its own below it: a cell of a sweep, a member
/// of an ensemble.
struct MemberRun {
  std::string name;          ///< by which the larger run names it
  const Settings& settings;  ///< its own; run.directory is where it goes
  std::string until;         ///< its last stage
  bool force = false;        ///< whether what is done runs again
  /// Bytes of a rank beside others, by memory_side_by_side; "" where there are none.
  std::string memory = {};
};

/// Collective over `ranks`, which may be a part of those of `larger`. Runs the stages of the member that are
/// not done yet. Cohort and preprocessing of the larger run, which stand in its directory, are the member's
/// where their settings are alike: links lead to them. The PCA of the same samples is fitted once. Says
/// everything in the member's log.txt. Returns why it failed, "" when it did not: a failure that all its
/// ranks met alike is its own, and is kept for failure_of; throws Interrupted, and what one rank met alone,
/// which ends the larger run.
[[nodiscard]] std::string run_member(const Context& larger, const mpi::Communicator& ranks,
                                     const MemberRun& member);

/// Collective. Whether all stages of a member of the run with settings `larger` have run with its settings
/// and inputs.
[[nodiscard]] bool is_member_done(const Settings& larger, const MemberRun& member,
                                  const mpi::Communicator& ranks);

/// Why a member failed when it last ran; "" when it did not. Not collective.
[[nodiscard]] std::string failure_of(const Settings& member);

/// The stages before training whose results are alike for both settings: each of their own keys is, and so
/// are the stages before it.
[[nodiscard]] std::vector<std::string> shared_stages(const Settings& one, const Settings& other);

}  // namespace lampyris::jobs
