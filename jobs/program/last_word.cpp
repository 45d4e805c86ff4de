// SPDX-License-Identifier: Apache-2.0
#include "jobs/program/last_word.hpp"

#include <fmt/format.h>

#include <atomic>
#include <cstdio>

namespace lampyris::jobs {

bool say_last_word(const std::string& line) {
  static std::atomic_flag said = ATOMIC_FLAG_INIT;
  if (said.test_and_set()) return false;
  fmt::print(stderr, "lampyris: {}\n", line);
  std::fflush(stderr);
  return true;
}

}  // namespace lampyris::jobs
