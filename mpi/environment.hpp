// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace lampyris::mpi {

/// MPI from construction to destruction; one object, in main. While unwinding it does not finalise: the guard
/// in main ends the job instead.
class Environment {
 public:
  /// Collective. Asks for MPI_THREAD_MULTIPLE, for sums beside products; throws Error when MPI cannot give
  /// MPI_THREAD_FUNNELED.
  Environment(int& argc, char**& argv);
  /// Collective.
  ~Environment();
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  int unwinding_;
};

/// Gives the name and version that the MPI library says of itself, in one line.
[[nodiscard]] std::string library_version();

/// Gives the name of the machine that this rank runs on.
[[nodiscard]] std::string host_name();

/// Whether several threads may call MPI at once (MPI_THREAD_MULTIPLE).
[[nodiscard]] bool threads_may_call();

/// Ends every rank of the job at once; the shell sees `code`. When MPI does not manage it within 5 seconds,
/// this process ends alone. From any thread.
[[noreturn]] void abort_job(int code);

}  // namespace lampyris::mpi
