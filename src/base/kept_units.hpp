// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace lampyris {

/// Keeps what finished units of long work gave beyond the process: after an interruption they need not be
/// done again. A unit is named by what it is, never by a rank: any number of ranks goes on.
class KeptUnits {
 public:
  virtual ~KeptUnits() = default;
  /// The bytes that were kept of a unit; null when there are none. The same on all ranks for what was there
  /// at the start; what this process keeps itself is not found. Not collective.
  [[nodiscard]] virtual const std::string* find(const std::string& unit) const = 0;
  /// Keeps the bytes of a unit that is done; sooner or later they are on the disk. One rank keeps a unit. Not
  /// collective.
  virtual void keep(const std::string& unit, std::string_view bytes) = 0;
};

/// Keeps nothing.
class NoKeptUnits final : public KeptUnits {
 public:
  /// Finds nothing.
  [[nodiscard]] const std::string* find(const std::string&) const override { return nullptr; }
  /// Does nothing.
  void keep(const std::string&, std::string_view) override {}
};

}  // namespace lampyris
