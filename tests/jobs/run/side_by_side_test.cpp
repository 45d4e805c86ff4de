// SPDX-License-Identifier: Apache-2.0
#include "jobs/run/side_by_side.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <set>
#include <thread>
#include <vector>

#include "src/base/error.hpp"
#include "tests/support/shared_directory.hpp"

namespace lampyris::jobs {
namespace {

class SideBySide : public testing::Test {
 protected:
  SideBySide() { settings_.run.directory = directory_.path(); }

  Context context(const std::function<bool()>& stop = [] { return false; }) {
    return {ranks_,
            settings_,
            stop,
            [](const std::string&, std::size_t) { return std::make_unique<NoProgress>(); },
            [](const std::string&) {},
            [](const std::string&) {}};
  }

  mpi::Communicator ranks_ = mpi::Communicator::world();
  test::SharedDirectory directory_{ranks_};
  Settings settings_;
};

TEST_F(SideBySide, EveryMemberIsDoneOnceWhateverTheParts) {
  constexpr std::size_t count = 7;
  for (std::size_t parts = 1; parts <= static_cast<std::size_t>(ranks_.size()); ++parts) {
    std::vector<double> worked(count);
    std::vector<std::pair<std::size_t, std::string>> done;
    std::set<int> sizes;
    do_members(context(),
               {count, parts,
                [&](std::size_t member, const mpi::Communicator& part) {
                  sizes.insert(part.size());
                  // Uneven work: whoever is free takes the next.
                  std::this_thread::sleep_for(std::chrono::milliseconds(member == 0 ? 40 : 2));
                  if (part.rank() == 0) worked[member] += 1;
                  return member == 3 ? "no luck" : "";
                },
                [&](std::size_t member, const std::string& failure) { done.emplace_back(member, failure); }});
    ranks_.sum(worked);
    EXPECT_EQ(worked, std::vector<double>(count, 1.0)) << parts;
    for (const int size : sizes) EXPECT_LE(size, ranks_.size() / static_cast<int>(parts) + 1);
    if (ranks_.rank() != 0) {
      EXPECT_TRUE(done.empty());
      continue;
    }
    std::ranges::sort(done);
    ASSERT_EQ(done.size(), count) << parts;
    for (std::size_t member = 0; member < count; ++member) {
      EXPECT_EQ(done[member].first, member);
      EXPECT_EQ(done[member].second, member == 3 ? "no luck" : "");
    }
  }
}

// One part is interrupted: all end, by Interrupted, once the others have ended what they do.
TEST_F(SideBySide, AnInterruptionIsThatOfAll) {
  const auto parts = static_cast<std::size_t>(ranks_.size());
  bool saved = false;
  EXPECT_THROW(do_members(context(), {parts, parts,
                                      [&](std::size_t member, const mpi::Communicator&) -> std::string {
                                        if (member == 0) throw Interrupted("stopped");
                                        std::this_thread::sleep_for(std::chrono::milliseconds(50));
                                        saved = true;
                                        return "";
                                      },
                                      [](std::size_t, const std::string&) {}}),
               Interrupted);
  EXPECT_EQ(ranks_.any(saved), parts > 1);
  ranks_.barrier();
}

TEST_F(SideBySide, MemoryThatIsAskedForIsLeftAlone) {
  settings_.compute.memory_per_rank = "3G";
  EXPECT_EQ(memory_side_by_side(context()), "3G");
}

}  // namespace
}  // namespace lampyris::jobs
