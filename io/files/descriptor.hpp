// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <unistd.h>

#include <utility>

namespace lampyris::io {

/// Owns a file descriptor of the system, or none (-1).
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }

  /// Closes it, and returns whether all that was written through it was taken: some file systems say only
  /// here that it was not. Then errno says why.
  [[nodiscard]] bool close() { return ::close(std::exchange(number_, -1)) == 0; }

  /// Whether there is one.
  explicit operator bool() const { return number_ >= 0; }
  /// The number, for calls of the system.
  [[nodiscard]] int get() const { return number_; }

 private:
  int number_;
};

}  // namespace lampyris::io
