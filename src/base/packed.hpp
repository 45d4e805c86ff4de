// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace lampyris {

/// Values as bytes, one after another, for the machine that made them.
class Packer {
 public:
  /// Adds a value.
  template <class T>
  requires std::is_trivially_copyable_v<T>
  void add(const T& value) { bytes_.append(reinterpret_cast<const char*>(&value), sizeof value); }
  /// Adds the number of values and each of them.
  template <class T>
  requires std::is_trivially_copyable_v<T>
  void add(const std::vector<T>& values) {
    add(values.size());
    bytes_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
  }
  /// Adds the length of a text and its letters.
  void add(std::string_view text) {
    add(text.size());
    bytes_.append(text);
  }
  /// All that was added.
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Reads what a Packer made, in the same order. Each get() is false, and leaves its value alone, when not
/// enough bytes are left.
class Unpacker {
 public:
  /// `bytes` must outlive this.
  explicit Unpacker(std::string_view bytes) : left_(bytes) {}

  /// Reads a value.
  template <class T>
  requires std::is_trivially_copyable_v<T>
  [[nodiscard]] bool get(T& value) {
    if (left_.size() < sizeof value) return false;
    std::memcpy(&value, left_.data(), sizeof value);
    left_.remove_prefix(sizeof value);
    return true;
  }
  /// Reads as many values as were added.
  template <class T>
  requires std::is_trivially_copyable_v<T>
  [[nodiscard]] bool get(std::vector<T>& values) {
    std::size_t count = 0;
    if (!get(count) || count > left_.size() / sizeof(T)) return false;
    values.resize(count);
    if (count > 0) std::memcpy(values.data(), left_.data(), count * sizeof(T));
    left_.remove_prefix(count * sizeof(T));
    return true;
  }
  /// Reads a text.
  [[nodiscard]] bool get(std::string& text) {
    std::size_t length = 0;
    if (!get(length) || length > left_.size()) return false;
    text = left_.substr(0, length);
    left_.remove_prefix(length);
    return true;
  }
  /// Whether everything was read.
  [[nodiscard]] bool is_empty() const { return left_.empty(); }

 private:
  std::string_view left_;
};

}  // namespace lampyris
