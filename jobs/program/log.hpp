// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace lampyris::jobs {

struct LogOptions {
  bool quiet = false;  ///< nothing but errors on stderr
  bool json = false;   ///< one JSON object a line on stderr
};

/// The log of rank 0: to stderr, and to log.txt once open_file() was called. The other ranks have none.
/// Any thread may speak.
class Log {
 public:
  explicit Log(LogOptions options);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  /// Appends to `path` from now on. Throws DataError when it cannot be written.
  void open_file(const std::filesystem::path& path);
  void say(const std::string& line);
  /// To log.txt only.
  void note(const std::string& line);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lampyris::jobs
