// SPDX-License-Identifier: Apache-2.0
#include "jobs/program/stop_signal.hpp"

#include <csignal>
#include <initializer_list>

namespace lampyris::jobs {
namespace {

volatile std::sig_atomic_t seen = 0;

void note(int) {
  seen = 1;
}

}  // namespace

void watch_stop_signals() {
  for (const int number : {SIGTERM, SIGINT, SIGUSR1}) std::signal(number, note);
  // A limit on file sizes then shows as a failed write with a message, not as a kill.
  std::signal(SIGXFSZ, SIG_IGN);
}

bool stop_signal_seen() {
  return seen != 0;
}

}  // namespace lampyris::jobs
