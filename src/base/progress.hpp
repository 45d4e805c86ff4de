#pragma once

#include <cstddef>

namespace lampyris {

/// Where long work says how far it is. Not collective; called from one thread.
class Progress {
 public:
  virtual ~Progress() = default;
  virtual void advance(std::size_t units) = 0;
};

/// Says nothing.
class NoProgress final : public Progress {
 public:
  void advance(std::size_t) override {}
};

}  // namespace lampyris
