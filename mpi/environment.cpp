// SPDX-License-Identifier: Apache-2.0
#include "mpi/environment.hpp"

#include <mpi.h>

#include <cstdlib>
#include <exception>

#include "mpi/check.hpp"
#include "src/base/error.hpp"

namespace lampyris::mpi {

Environment::Environment(int& argc, char**& argv) : unwinding_(std::uncaught_exceptions()) {
  int provided = 0;
  check(MPI_Init_thread(&argc, &argv, MPI_THREAD_MULTIPLE, &provided), "MPI_Init_thread");
  if (provided < MPI_THREAD_FUNNELED) {
    throw Error(ExitCode::failed, "this MPI library was built without thread support (MPI_THREAD_FUNNELED)");
  }
  MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
}

Environment::~Environment() {
  if (std::uncaught_exceptions() == unwinding_) MPI_Finalize();
}

std::string library_version() {
  char text[MPI_MAX_LIBRARY_VERSION_STRING] = {};
  int length = 0;
  check(MPI_Get_library_version(text, &length), "MPI_Get_library_version");
  const std::string whole = text;  // some libraries count the final NUL, too
  return whole.substr(0, whole.find_first_of("\n\r"));
}

void abort_job(int code) {
  int started = 0;
  int finished = 0;
  MPI_Initialized(&started);
  MPI_Finalized(&finished);
  if (started != 0 && finished == 0) MPI_Abort(MPI_COMM_WORLD, code);
  std::_Exit(code);
}

}  // namespace lampyris::mpi
