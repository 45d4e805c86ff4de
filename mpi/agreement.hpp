// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "mpi/communicator.hpp"
#include "src/base/error.hpp"

namespace lampyris::mpi {

// One rank fails, all throw: an exception on one rank alone would leave the others waiting for it. Every way
// to agree gives the same Error on every rank, with the type, the exit code and the message that one of them
// met; what is no Error of ours, as std::bad_alloc, becomes an Error of exit code 1 with its own text.

/// The first thing that went wrong in something that the ranks do in parts, each on its own: each notes what
/// it meets and goes on, and at points that all reach they agree on one.
class FirstError {
 public:
  /// Not collective. Notes a DataError, unless one of the same or a lower line is noted.
  void note(std::size_t line, const std::string& message) { note(line, ExitCode::data, message); }
  /// Not collective. Whether this rank noted anything.
  [[nodiscard]] bool noted() const noexcept { return error_.has_value(); }
  /// Not collective. Throws what this rank noted, if anything.
  void rethrow() const;

  /// Not collective. Calls `work` and notes what it throws at the line that `line()` then gives.
  template <class Line, class Work>
  void guard(Line line, Work&& work) {
    try {
      std::forward<Work>(work)();
    } catch (...) {
      note_current(line());
    }
  }

  /// Collective. Returns when no rank noted anything; else throws the error with the lowest line, of several
  /// the one of the lowest rank, on every rank.
  void agree(const Communicator& ranks) const;

 private:
  struct Noted {
    std::size_t line;
    ExitCode code;
    std::string message;
  };
  void note(std::size_t line, ExitCode code, const std::string& message);
  /// Notes the exception that is being handled.
  void note_current(std::size_t line);

  std::optional<Noted> error_;
};

/// Collective. Calls `work`, which is not collective, on every rank and gives its own result to each; when it
/// throws on any rank, all throw the error of the lowest rank.
template <class Work>
std::invoke_result_t<Work> agreed(const Communicator& ranks, Work&& work) {
  FirstError error;
  constexpr auto no_line = [] { return std::size_t{0}; };
  if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
    error.guard(no_line, std::forward<Work>(work));
    error.agree(ranks);
  } else {
    std::optional<std::invoke_result_t<Work>> result;
    error.guard(no_line, [&] { result.emplace(std::forward<Work>(work)()); });
    error.agree(ranks);
    return std::move(*result);
  }
}

/// Collective. Calls `work`, which is not collective, on rank 0 alone and gives its result, when it has one
/// (anything that Communicator::broadcast takes), to every rank; when it throws, all throw.
template <class Work>
std::invoke_result_t<Work> on_first_rank(const Communicator& ranks, Work&& work) {
  using Result = std::invoke_result_t<Work>;
  if constexpr (std::is_void_v<Result>) {
    agreed(ranks, [&] {
      if (ranks.rank() == 0) std::forward<Work>(work)();
    });
  } else {
    auto result =
        agreed(ranks, [&] { return ranks.rank() == 0 ? Result(std::forward<Work>(work)()) : Result(); });
    ranks.broadcast(result);
    return result;
  }
}

/// Called by a rank that has failed: whether every rank calls it within `seconds`, that is, whether all
/// failed alike. Needs a communicator that nothing else uses, for the other ranks may be waiting in any
/// collective call.
[[nodiscard]] bool everyone_failed(const Communicator& failures, double seconds);

}  // namespace lampyris::mpi
