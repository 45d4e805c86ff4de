#include "mpi/agreement.hpp"

#include <chrono>
#include <thread>

namespace lampyris::mpi {

bool everyone_failed(const Communicator& failures, double seconds) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration<double>(seconds);
  MPI_Request request = MPI_REQUEST_NULL;
  if (MPI_Ibarrier(failures.raw(), &request) != MPI_SUCCESS) return false;
  int complete = 0;
  // The job ends after this: a request that never completes is left to MPI_Abort.
  while (MPI_Test(&request, &complete, MPI_STATUS_IGNORE) == MPI_SUCCESS && complete == 0 &&
         Clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return complete != 0;  // NOLINT(clang-analyzer-optin.mpi.MPI-Checker)
}

}  // namespace lampyris::mpi
