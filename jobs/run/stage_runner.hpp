// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "jobs/program/context.hpp"
#include "jobs/run/manifest.hpp"
#include "jobs/run/stage_table.hpp"

namespace lampyris::jobs {

/// Runs stages of one run directory, or keeps what stands there of them; says which.
class StageRunner {
 public:
  /// `anew`: what is asked for runs again, and goes on from nothing.
  StageRunner(const Context& context, Manifest& manifest, bool anew)
      : context_(context), manifest_(manifest), anew_(anew) {}

  /// Collective. Runs a stage that was asked for, unless it has run with these inputs and settings and all
  /// its files are as it made them. Throws what the stage throws.
  void run_asked(const Stage& stage);
  /// Collective. Runs a stage that another needs, when it is not there or of other inputs or settings. What
  /// another version of the program made is taken as it is; so is what was made of inputs that are gone.
  void run_needed(const Stage& stage);
  /// Collective. Says when a stage whose results are read where they are there has run with other inputs or
  /// settings. Throws DataError when one of its files was changed since.
  void look_at(const Stage& stage);

 private:
  [[nodiscard]] bool stands_whole(const Stage& stage);
  [[nodiscard]] bool is_there(const Stage& stage) const;
  [[nodiscard]] bool has_failed(const Stage& stage) const;
  void run(const Stage& stage, const std::string& fingerprint, bool anew);

  const Context& context_;
  Manifest& manifest_;
  bool anew_;
};

}  // namespace lampyris::jobs
