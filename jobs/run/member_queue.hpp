// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "mpi/communicator.hpp"

namespace lampyris::jobs {

/// Members that groups of ranks take one after another, whoever is free first. Groups meet in a folder that
/// all of them see: a folder in it is a member that somebody took, a file one that is done.
class MemberQueue {
 public:
  /// Collective over `ranks`, all groups. `folder` is theirs alone; what stands in it is removed.
  MemberQueue(std::filesystem::path folder, std::size_t members, const mpi::Communicator& ranks);

  /// Collective over `group`. Gives the next member that no group took; nothing when all are taken.
  [[nodiscard]] std::optional<std::size_t> take(const mpi::Communicator& group);
  /// Collective over `group`. Says that a member is done, and why it failed; "" when it did not.
  void finish(std::size_t member, const std::string& failure, const mpi::Communicator& group) const;

  /// A member that is done.
  struct Done {
    std::size_t member;
    std::string failure;
  };
  /// Gives the members of all groups that are done and that this call has not given before. Not collective.
  [[nodiscard]] std::vector<Done> newly_done();
  /// Removes the folder, when no group takes any more. Not collective.
  void remove() const;
  /// Counts a member as given; returns whether it was not before.
  bool give(std::size_t member);

 private:
  [[nodiscard]] std::filesystem::path mark_of(std::size_t member) const;

  std::filesystem::path folder_;
  std::size_t next_ = 0;
  std::vector<bool> given_;
};

}  // namespace lampyris::jobs
