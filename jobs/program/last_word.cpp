// SPDX-License-Identifier: Apache-2.0
#include "jobs/program/last_word.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>

namespace lampyris::jobs {

namespace {

std::atomic_flag said = ATOMIC_FLAG_INIT;

}  // namespace

bool say_last_word(const std::string& line) {
  if (said.test_and_set()) return false;
  // On a terminal a bar may stand in the line.
  const bool terminal = isatty(STDERR_FILENO) == 1;
  fmt::print(stderr, "{}lampyris: {}\n", terminal ? "\r\x1b[K" : "", line);
  std::fflush(stderr);
  return true;
}

void say_no_last_word() {
  said.test_and_set();
}

}  // namespace lampyris::jobs
