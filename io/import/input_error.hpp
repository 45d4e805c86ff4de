#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "mpi/communicator.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {

/// The first thing that is wrong with an input which the ranks read in parts: each records what it meets and
/// reads on, and at points that all reach they agree on one.
class InputError {
 public:
  /// Not collective. Records an error; of several the one with the lowest line stays.
  void record(std::size_t line, const std::string& message);

  /// Not collective. Calls `work` and records a DataError that it throws at the line that `line()` then
  /// gives.
  template <class Line, class Work>
  void guard(Line line, Work work) {
    try {
      work();
    } catch (const DataError& error) {
      record(line(), error.what());
    }
  }

  /// Collective. Throws the error with the lowest line, the same DataError on every rank, when any rank
  /// recorded one.
  void agree(const mpi::Communicator& ranks) const;

 private:
  struct Recorded {
    std::size_t line;
    std::string message;
  };
  std::optional<Recorded> error_;
};

/// Collective. Calls `work`, which is not collective, on every rank; a DataError on any becomes one on all.
template <class Work>
void agreed(const mpi::Communicator& ranks, Work work) {
  InputError error;
  error.guard([] { return std::size_t{0}; }, work);
  error.agree(ranks);
}

}  // namespace lampyris::io
