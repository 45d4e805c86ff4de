// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace lampyris {

/// Where long work says how far it is. Not collective; called from one thread.
class Progress {
 public:
  virtual ~Progress() = default;
  /// Says that `units` more of the work are done.
  virtual void advance(std::size_t units) = 0;
};

/// Says nothing.
class NoProgress final : public Progress {
 public:
  /// Does nothing.
  void advance(std::size_t) override {}
};

}  // namespace lampyris
