// SPDX-License-Identifier: Apache-2.0
// One rank fails, all throw the same. A rank that did not would leave the others waiting: the barrier after
// each agreement then never ends, and the test runs into its time limit.
#include "mpi/agreement.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

namespace lampyris::mpi {
namespace {

struct Seen {
  bool threw = false;
  ExitCode code = ExitCode::done;
  std::string message, type;
  friend bool operator==(const Seen&, const Seen&) = default;
};

/// Collective. The error that `work` ends with on this rank.
Seen error_of(const Communicator& ranks, const std::function<void()>& work) {
  Seen seen;
  try {
    work();
  } catch (const UsageError& error) {
    seen = {true, error.code(), error.what(), "usage"};
  } catch (const DataError& error) {
    seen = {true, error.code(), error.what(), "data"};
  } catch (const Interrupted& error) {
    seen = {true, error.code(), error.what(), "interrupted"};
  } catch (const Error& error) {
    seen = {true, error.code(), error.what(), "error"};
  }
  ranks.barrier();
  return seen;
}

TEST(Agreement, NobodyFailsAndEachHasItsOwnResult) {
  const auto ranks = Communicator::world();
  EXPECT_EQ(mpi::agreed(ranks, [&] { return 10 * ranks.rank(); }), 10 * ranks.rank());
  int calls = 0;
  mpi::agreed(ranks, [&] { ++calls; });
  EXPECT_EQ(calls, 1);
}

TEST(Agreement, OneRankFailsAndAllThrowTheSame) {
  const auto ranks = Communicator::world();
  for (int failing = 0; failing < ranks.size(); ++failing) {
    const auto throws = [&](auto error) {
      return error_of(ranks, [&] {
        mpi::agreed(ranks, [&] {
          if (ranks.rank() == failing) throw error;
        });
      });
    };
    EXPECT_EQ(throws(UsageError("key")), (Seen{true, ExitCode::usage, "key", "usage"}));
    EXPECT_EQ(throws(DataError("file")), (Seen{true, ExitCode::data, "file", "data"}));
    EXPECT_EQ(throws(Interrupted("stop")), (Seen{true, ExitCode::interrupted, "stop", "interrupted"}));
    EXPECT_EQ(throws(Error(ExitCode::failed, "mpi")), (Seen{true, ExitCode::failed, "mpi", "error"}));
    EXPECT_EQ(throws(std::logic_error("fault")), (Seen{true, ExitCode::failed, "fault", "error"}));
    EXPECT_EQ(throws(std::bad_alloc()), (Seen{true, ExitCode::failed, std::bad_alloc().what(), "error"}));
    EXPECT_EQ(throws(7).code, ExitCode::failed);
    EXPECT_EQ(throws(DataError("")), (Seen{true, ExitCode::data, "", "data"}))
        << "an empty message is an error";
  }
}

TEST(Agreement, TheLowestRankSpeaksWhenAllFailDifferently) {
  const auto ranks = Communicator::world();
  const auto seen = error_of(ranks, [&] {
    (void)mpi::agreed(ranks, [&]() -> int {
      if (ranks.rank() == 0) throw UsageError("rank 0");
      throw DataError("rank " + std::to_string(ranks.rank()));
    });
  });
  EXPECT_EQ(seen, (Seen{true, ExitCode::usage, "rank 0", "usage"}));
}

TEST(Agreement, TheLowestLineSpeaksAndOfEqualLinesTheLowestRank) {
  const auto ranks = Communicator::world();
  const auto last = static_cast<std::size_t>(ranks.size() - 1);
  const auto rank = static_cast<std::size_t>(ranks.rank());
  const auto seen = error_of(ranks, [&] {
    FirstError error;
    error.agree(ranks);  // nothing yet
    error.note(100 + last - rank, "line " + std::to_string(100 + last - rank));
    error.note(900, "later");
    EXPECT_TRUE(error.noted());
    error.agree(ranks);
  });
  EXPECT_EQ(seen, (Seen{true, ExitCode::data, "line 100", "data"}));
  const auto equal = error_of(ranks, [&] {
    FirstError error;
    error.guard([] { return std::size_t{5}; }, [&] { throw UsageError("rank " + std::to_string(rank)); });
    error.agree(ranks);
  });
  EXPECT_EQ(equal, (Seen{true, ExitCode::usage, "rank 0", "usage"}));
}

TEST(Agreement, ALineBeforeAllOthersOnTheLastRank) {
  const auto ranks = Communicator::world();
  const auto seen = error_of(ranks, [&] {
    FirstError error;
    std::size_t line = 7;
    error.guard([&] { return line; },
                [&] {
                  if (ranks.rank() == ranks.size() - 1) line = 3;
                  throw DataError("line " + std::to_string(line));
                });
    error.agree(ranks);
  });
  EXPECT_EQ(seen, (Seen{true, ExitCode::data, "line 3", "data"}));
}

TEST(OnFirstRank, WorksThereAloneAndAllHaveTheResult) {
  const auto ranks = Communicator::world();
  int calls = 0;
  on_first_rank(ranks, [&] { ++calls; });
  EXPECT_EQ(ranks.sum(calls), 1);
  EXPECT_EQ(on_first_rank(ranks, [&] { return "rank " + std::to_string(ranks.rank()); }), "rank 0");
  EXPECT_EQ(on_first_rank(ranks, [&] { return 1.5 + ranks.rank(); }), 1.5);
  EXPECT_TRUE(on_first_rank(ranks, [&] { return ranks.rank() == 0; }));
  const auto names = on_first_rank(ranks, [&] { return std::vector<std::string>{"a", "", "bc"}; });
  EXPECT_EQ(names, (std::vector<std::string>{"a", "", "bc"}));
}

TEST(OnFirstRank, ItsErrorIsThatOfAll) {
  const auto ranks = Communicator::world();
  const auto seen = error_of(
      ranks, [&] { (void)on_first_rank(ranks, [&]() -> std::string { throw DataError("cannot write"); }); });
  EXPECT_EQ(seen, (Seen{true, ExitCode::data, "cannot write", "data"}));
}

}  // namespace
}  // namespace lampyris::mpi
