// SPDX-License-Identifier: Apache-2.0
#include "mpi/environment.hpp"

#include <mpi.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <thread>

#include "mpi/check.hpp"
#include "src/base/error.hpp"

namespace lampyris::mpi {
namespace {

/// Says whether neither mpirun nor srun has started this process.
bool is_alone() {
  for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"}) {
    if (std::getenv(name) != nullptr) return false;
  }
  return true;
}

}  // namespace

Environment::Environment(int& argc, char**& argv) : unwinding_(std::uncaught_exceptions()) {
  int provided = 0;
  // Open MPI otherwise explains over six lines, after our own, what MPI_Abort does.
  constexpr int keep = 0;
  setenv("OMPI_MCA_orte_execute_quiet", "1", keep);
  if (is_alone()) {
    // Open MPI otherwise starts a daemon, which takes longer than all the rest. Without it all such processes
    // of a user would share one directory for files that a process alone never makes.
    setenv("OMPI_MCA_ess_singleton_isolated", "1", keep);
    setenv("OMPI_MCA_orte_create_session_dirs", "0", keep);
  }
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

std::string host_name() {
  char name[MPI_MAX_PROCESSOR_NAME] = {};
  int length = 0;
  check(MPI_Get_processor_name(name, &length), "MPI_Get_processor_name");
  return name;
}

bool threads_may_call() {
  int provided = MPI_THREAD_SINGLE;
  MPI_Query_thread(&provided);
  return provided == MPI_THREAD_MULTIPLE;
}

void abort_job(int code) {
  int started = 0;
  int finished = 0;
  MPI_Initialized(&started);
  MPI_Finalized(&finished);
  if (started != 0 && finished == 0) {
    std::thread([code] {
      std::this_thread::sleep_for(std::chrono::seconds(5));
      std::_Exit(code);
    }).detach();
    MPI_Abort(MPI_COMM_WORLD, code);
  }
  std::_Exit(code);
}

}  // namespace lampyris::mpi
