// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace lampyris::jobs {

/// A key of the job file and the values that a sweep gives it, in turn.
struct SweepAxis {
  std::string key;                  ///< "model.widths"
  std::vector<std::string> values;  ///< each as TOML, as the key writes it; at least one, none twice
};

/// All combinations of the values of its axes, which stand in the order of their keys, none twice; the last
/// axis changes fastest.
using SweepGrid = std::vector<SweepAxis>;

}  // namespace lampyris::jobs
