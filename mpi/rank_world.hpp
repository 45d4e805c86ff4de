// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "src/base/world.hpp"

namespace lampyris::mpi {

class Communicator;

/// The ranks of a communicator as the World of an algorithm. Keeps a reference: the communicator lives
/// longer. Documented at World.
class RankWorld final : public World {
 public:
  /// Not collective.
  explicit RankWorld(const Communicator& ranks) : ranks_(ranks) {}

  [[nodiscard]] Slice share(std::size_t total) const override;
  void sum(std::span<double> values) const override;
  void sum(std::span<std::uint64_t> values) const override;
  void maximum(std::span<double> values) const override;
  [[nodiscard]] bool any(bool mine) const override;
  void gather(std::span<std::byte> whole, std::size_t unit_bytes) const override;

 private:
  const Communicator& ranks_;
};

}  // namespace lampyris::mpi
