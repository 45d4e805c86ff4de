// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "src/base/named_values.hpp"

namespace lampyris {

/// Says how the learning rate changes over the updates.
struct Schedule {
  /// The shape of the curve.
  enum class Kind { inverse_time, constant, cosine, step };

  Kind kind = Kind::inverse_time;    ///< the shape of the curve
  double rate = 1e-4;                ///< the highest
  double decay = 1e-6;               ///< inverse_time: rate / (1 + decay · updates)
  std::uint64_t updates = 1;         ///< cosine: falls to 0 over so many updates
  std::uint64_t step_updates = 1;    ///< step: every so many updates …
  double step_factor = 0.1;          ///< … times this
  std::uint64_t warmup_updates = 0;  ///< rises linearly over the first ones, whatever the kind

  /// The rate of the next update after `done` updates.
  [[nodiscard]] double at(std::uint64_t done) const;
};

template <>
struct Words<Schedule::Kind> {
  static constexpr NamedValue<Schedule::Kind> values[] = {{"inverse_time", Schedule::Kind::inverse_time},
                                                          {"constant", Schedule::Kind::constant},
                                                          {"cosine", Schedule::Kind::cosine},
                                                          {"step", Schedule::Kind::step}};
};

}  // namespace lampyris
