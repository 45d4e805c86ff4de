// SPDX-License-Identifier: Apache-2.0
#include "jobs/program/stop_signal.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstring>
#include <initializer_list>

namespace lampyris::jobs {
namespace {

volatile std::sig_atomic_t first_seen = 0;
volatile std::sig_atomic_t interrupted = 0;

void note(int number) {
  if (first_seen == 0) first_seen = number;
  if (number != SIGINT) return;
  // Delivered when this handler returns.
  if (interrupted != 0) {
    std::signal(SIGINT, SIG_DFL);
    std::raise(SIGINT);
  }
  interrupted = 1;
}

bool is_ignored(int number) {
  struct sigaction now {};
  return sigaction(number, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

}  // namespace

void watch_stop_signals() {
  for (const int number : {SIGTERM, SIGINT, SIGUSR1, SIGUSR2, SIGHUP}) {
    if (number == SIGHUP && is_ignored(number)) continue;
    struct sigaction action {};
    action.sa_handler = note;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(number, &action, nullptr);
  }
  // A limit on file sizes then shows as a failed write with a message, not as a kill.
  std::signal(SIGXFSZ, SIG_IGN);
}

int stop_signal_seen() {
  return first_seen;
}

std::string signal_name(int number) {
  const char* name = sigabbrev_np(number);
  return name == nullptr ? fmt::format("signal {}", number) : fmt::format("SIG{}", name);
}

}  // namespace lampyris::jobs
