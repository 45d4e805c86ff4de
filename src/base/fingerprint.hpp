#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

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

}  // namespace lampyris
