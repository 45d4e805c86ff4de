// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "src/base/slice.hpp"

namespace lampyris {

/// The ranks that share a piece of work: the port through which every algorithm distributes its units and
/// adds up its sums. Each rank calls each collective function in the same order.
class World {
 public:
  virtual ~World() = default;

  /// My contiguous part of `total` units; may be empty. The parts of all ranks cover [0, total) in rank
  /// order.
  [[nodiscard]] virtual Slice share(std::size_t total) const = 0;

  /// Collective. Replaces every value by its sum over the ranks.
  virtual void sum(std::span<double> values) const = 0;
  /// Collective. Replaces every count by its sum over the ranks.
  virtual void sum(std::span<std::uint64_t> values) const = 0;

  /// Collective. Replaces every value by its greatest over the ranks.
  virtual void maximum(std::span<double> values) const = 0;

  /// Collective. Whether any rank says yes.
  [[nodiscard]] virtual bool any(bool mine) const = 0;

  /// Collective. `whole` is total units of `unit_bytes`; each rank has filled its share(total), afterwards
  /// every rank holds all of them.
  virtual void gather(std::span<std::byte> whole, std::size_t unit_bytes) const = 0;
};

/// Collective. Gives the sum of one number of each rank: a double or a count.
template <class T>
[[nodiscard]] T sum_over(const World& world, T mine) {
  world.sum(std::span(&mine, 1));
  return mine;
}

/// Collective. Does what World::gather does, for `per_unit` values of T a unit.
template <class T>
void gather_shares(const World& world, std::span<T> whole, std::size_t per_unit) {
  world.gather(std::as_writable_bytes(whole), per_unit * sizeof(T));
}

/// One process alone: its share is the whole, and nothing has to be added up. Documented at World.
class SingleWorld final : public World {
 public:
  [[nodiscard]] Slice share(std::size_t total) const override { return {0, total}; }
  void sum(std::span<double>) const override {}
  void sum(std::span<std::uint64_t>) const override {}
  void maximum(std::span<double>) const override {}
  [[nodiscard]] bool any(bool mine) const override { return mine; }
  void gather(std::span<std::byte>, std::size_t) const override {}
};

}  // namespace lampyris
