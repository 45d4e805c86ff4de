// SPDX-License-Identifier: Apache-2.0
#include "jobs/program/guard.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <new>
#include <thread>

#include "jobs/program/last_word.hpp"
#include "mpi/agreement.hpp"
#include "mpi/environment.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

// How long a rank waits for the others to fail, too, before it takes itself for the only one.
constexpr double patience_seconds = 2;

[[noreturn]] void fail(const mpi::Communicator& failures, const char* message, ExitCode code) {
  const bool alike = mpi::everyone_failed(failures, patience_seconds);
  if (failures.rank() == 0) {
    say_last_word(message);
  } else if (!alike && code != ExitCode::interrupted) {
    say_last_word(fmt::format("[rank {}] {}", failures.rank(), message));
  } else {
    // Rank 0 says it for all and ends the job; this is only to outlive its message.
    std::this_thread::sleep_for(std::chrono::seconds(5));
  }
  std::fflush(stderr);
  std::fflush(stdout);
  if (failures.size() > 1) mpi::abort_job(static_cast<int>(code));
  // An orderly end would have HDF5 write out what a full disk has just refused.
  std::_Exit(static_cast<int>(code));
}

}  // namespace

int guarded(const mpi::Communicator& failures, const std::function<int()>& body) {
  try {
    return body();
  } catch (const Error& error) {
    fail(failures, error.what(), error.code());
  } catch (const std::bad_alloc&) {
    fail(failures, "out of memory: use more ranks or nodes, or a smaller cohort", ExitCode::failed);
  } catch (const std::exception& error) {
    fail(failures, error.what(), ExitCode::failed);
  }
}

}  // namespace lampyris::jobs
