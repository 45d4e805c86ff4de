// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "src/training/training_state.hpp"

namespace lampyris::jobs {

/// The work that a rank is at.
struct Place {
  std::string stage;                 ///< the stage of a run, or the command
  std::string phase;                 ///< the part of it; empty between parts
  std::size_t done = 0, total = 0;   ///< units of the phase
  std::optional<EpochReport> epoch;  ///< the last that was finished in this process
  std::uint64_t moves = 0;           ///< grows with all that is done

  /// "train (120 of 4000), after epoch 3".
  [[nodiscard]] std::string text() const;
};

/// Where this rank is: told by the thread that works, asked for by the thread that watches.
class Whereabouts {
 public:
  /// Begins a stage.
  void enter(const std::string& stage);
  /// Begins a phase of `total` units.
  void begin(const std::string& phase, std::size_t total);
  void advance(std::size_t units);
  void finish_epoch(const EpochReport& report);
  void end_phase();

  [[nodiscard]] Place now() const;
  /// The stages that were entered before this one.
  [[nodiscard]] std::vector<std::string> stages_before() const;

 private:
  mutable std::mutex mutex_;
  Place place_;
  std::vector<std::string> before_;
};

}  // namespace lampyris::jobs
