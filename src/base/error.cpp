// SPDX-License-Identifier: Apache-2.0
#include "src/base/error.hpp"

#include <algorithm>

namespace lampyris {
namespace {

std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return text;
}

}  // namespace

Error::Error(ExitCode code, const std::string& message)
    : std::runtime_error(one_line(message)), code_(code) {}

void throw_error(ExitCode code, const std::string& message) {
  switch (code) {
    case ExitCode::usage:
      throw UsageError(message);
    case ExitCode::data:
      throw DataError(message);
    case ExitCode::interrupted:
      throw Interrupted(message);
    case ExitCode::done:
    case ExitCode::failed:
      break;
  }
  throw Error(code, message);
}

}  // namespace lampyris
