// SPDX-License-Identifier: Apache-2.0
#include "mpi/agreement.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <limits>
#include <thread>

namespace lampyris::mpi {

void FirstError::note(std::size_t line, ExitCode code, const std::string& message) {
  if (!error_ || line < error_->line) error_ = Noted{line, code, message};
}

void FirstError::note_current(std::size_t line) {
  try {
    throw;
  } catch (const Error& error) {
    note(line, error.code(), error.what());
  } catch (const std::exception& error) {
    note(line, ExitCode::failed, error.what());
  } catch (...) {
    note(line, ExitCode::failed, "an exception that says nothing");
  }
}

void FirstError::rethrow() const {
  if (error_) throw_error(error_->code, error_->message);
}

void FirstError::agree(const Communicator& ranks) const {
  constexpr std::size_t nothing = std::numeric_limits<std::size_t>::max();
  const std::size_t mine = error_ ? std::min(error_->line, nothing - 1) : nothing;
  const std::size_t first = ranks.minimum(mine);
  if (first == nothing) return;
  const int speaker = ranks.minimum(mine == first ? ranks.rank() : ranks.size());
  int code = 0;
  std::string message;
  if (ranks.rank() == speaker) {
    code = static_cast<int>(error_->code);
    message = error_->message;
  }
  ranks.broadcast(code, speaker);
  ranks.broadcast(message, speaker);
  throw_error(static_cast<ExitCode>(code), message);
}

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
