// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "src/base/world.hpp"

namespace lampyris {

/// Identifies settings and inputs by a 64-bit hash (FNV-1a) of everything added, in order.
class Fingerprint {
 public:
  /// Adds the bytes alone, without their number.
  void add_bytes(std::span<const std::byte> bytes);
  /// Adds the length of a text and its letters.
  void add(std::string_view text);
  /// Adds the number of texts and each of them.
  void add(const std::vector<std::string>& texts);

  /// Adds the bytes of a number.
  template <class T>
  requires std::is_arithmetic_v<T>
  void add(T value) { add_bytes(std::as_bytes(std::span(&value, 1))); }
  /// Adds the number of values and their bytes.
  template <class T>
  requires std::is_arithmetic_v<T>
  void add(const std::vector<T>& values) {
    add(values.size());
    add_bytes(std::as_bytes(std::span(values)));
  }

  /// 16 hexadecimal digits.
  [[nodiscard]] std::string text() const;

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325U;
};

/// A checksum of a vector whose elements may come in any order and from any rank: the sum of
/// (bits + 1) · (2 · index + 1) modulo 2⁶⁴. An element that changes, moves or is lost changes it; unlike a
/// Fingerprint it says nothing of what was added before what, and so is the same on any number of ranks.
class UnorderedChecksum {
 public:
  /// Adds the element at `index` of the whole vector.
  void add(std::size_t index, float value) {
    const std::uint64_t bits = std::bit_cast<std::uint32_t>(value);
    sum_ += (bits + 1) * (2 * index + 1);
  }
  /// Collective. Returns the checksum of what all ranks of `world` added.
  [[nodiscard]] std::uint64_t sum(const World& world) const;

 private:
  std::uint64_t sum_ = 0;
};

}  // namespace lampyris
