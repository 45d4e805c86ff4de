#include "jobs/guard.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <new>
#include <thread>

#include "mpi/environment.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

[[noreturn]] void fail(int rank, int ranks, const char* message, ExitCode code) {
  // Rank 0 speaks first and ends the job; another rank waits so long that it is only heard when it failed
  // alone.
  if (rank != 0) std::this_thread::sleep_for(std::chrono::milliseconds(700 + 20 * rank));
  if (rank == 0) {
    fmt::print(stderr, "lampyris: {}\n", message);
  } else {
    fmt::print(stderr, "lampyris: [rank {}] {}\n", rank, message);
  }
  std::fflush(stderr);
  std::fflush(stdout);
  if (ranks > 1) mpi::abort_job(static_cast<int>(code));
  // An orderly end would have HDF5 write out what a full disk has just refused.
  std::_Exit(static_cast<int>(code));
}

}  // namespace

int guarded(int rank, int ranks, const std::function<int()>& body) {
  try {
    return body();
  } catch (const Error& error) {
    fail(rank, ranks, error.what(), error.code());
  } catch (const std::bad_alloc&) {
    fail(rank, ranks, "out of memory: use more ranks or nodes, or a smaller cohort", ExitCode::failed);
  } catch (const std::exception& error) {
    fail(rank, ranks, error.what(), ExitCode::failed);
  }
}

}  // namespace lampyris::jobs
