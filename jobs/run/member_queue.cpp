// SPDX-License-Identifier: Apache-2.0
#include "jobs/run/member_queue.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "io/files/atomic_file.hpp"
#include "mpi/agreement.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {

namespace fs = std::filesystem;

MemberQueue::MemberQueue(fs::path folder, std::size_t members, const mpi::Communicator& ranks)
    : folder_(std::move(folder)), given_(members) {
  mpi::on_first_rank(ranks, [&] {
    std::error_code failure;
    fs::remove_all(folder_, failure);
    fs::create_directories(folder_, failure);
    if (failure) throw DataError(fmt::format("{}: cannot be made: {}", folder_.string(), failure.message()));
  });
}

std::optional<std::size_t> MemberQueue::take(const mpi::Communicator& group) {
  std::size_t taken = mpi::agreed(group, [&] {
    if (group.rank() != 0) return given_.size();
    // Whoever makes a folder has it for itself, on filesystems of clusters, too.
    while (next_ < given_.size()) {
      std::error_code failure;
      const bool mine = fs::create_directory(folder_ / std::to_string(next_), failure);
      if (failure) {
        throw DataError(fmt::format("{}: cannot be written: {}", folder_.string(), failure.message()));
      }
      ++next_;
      if (mine) return next_ - 1;
    }
    return given_.size();
  });
  group.broadcast(taken);
  if (taken == given_.size()) return std::nullopt;
  return taken;
}

fs::path MemberQueue::mark_of(std::size_t member) const {
  return folder_ / fmt::format("{}.done", member);
}

void MemberQueue::finish(std::size_t member, const std::string& failure,
                         const mpi::Communicator& group) const {
  mpi::on_first_rank(group, [&] { io::write_atomically(mark_of(member), failure); });
}

std::vector<MemberQueue::Done> MemberQueue::newly_done() {
  std::vector<Done> done;
  for (std::size_t member = 0; member < given_.size(); ++member) {
    if (given_[member]) continue;
    std::ifstream mark(mark_of(member), std::ios::binary);
    if (!mark) continue;
    done.push_back({member, {std::istreambuf_iterator<char>(mark), {}}});
    (void)give(member);
  }
  return done;
}

void MemberQueue::remove() const {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

bool MemberQueue::give(std::size_t member) {
  if (given_[member]) return false;
  given_[member] = true;
  return true;
}

}  // namespace lampyris::jobs
