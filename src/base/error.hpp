// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace lampyris {

/// The number that the process returns to the shell; part of the contract with users.
enum class ExitCode { done = 0, failed = 1, usage = 2, data = 3, interrupted = 75 };

/// An error with its exit code. The message is one line: what, where (file, line or dataset, key), and what
/// would be right.
class Error : public std::runtime_error {
 public:
  /// Line breaks in `message` become spaces.
  Error(ExitCode code, const std::string& message);
  /// The exit code that the process ends with when nobody catches the error.
  [[nodiscard]] ExitCode code() const noexcept { return code_; }

 private:
  ExitCode code_;
};

/// Wrong usage or settings (exit code 2).
class UsageError : public Error {
 public:
  /// `message` is one line that names the option or key.
  explicit UsageError(const std::string& message) : Error(ExitCode::usage, message) {}
};

/// Input or storage that cannot be used (exit code 3).
class DataError : public Error {
 public:
  /// `message` is one line that names the file and the place in it.
  explicit DataError(const std::string& message) : Error(ExitCode::data, message) {}
};

/// A stop was asked for; what is done stands on disk, and the same command goes on (exit code 75).
class Interrupted : public Error {
 public:
  /// `message` is one line that says how to go on.
  explicit Interrupted(const std::string& message) : Error(ExitCode::interrupted, message) {}
};

/// Throws the error that has this exit code: UsageError, DataError, Interrupted, for any other code Error.
[[noreturn]] void throw_error(ExitCode code, const std::string& message);

}  // namespace lampyris
