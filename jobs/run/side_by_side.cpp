// SPDX-License-Identifier: Apache-2.0
#include "jobs/run/side_by_side.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "io/cohort/cohort_file.hpp"
#include "jobs/run/member_queue.hpp"
#include "jobs/settings/memory_limit.hpp"
#include "mpi/agreement.hpp"
#include "mpi/arrival.hpp"
#include "mpi/node_memory.hpp"
#include "src/base/error.hpp"
#include "src/planning/cost_model.hpp"
#include "src/planning/ensemble_plan.hpp"

namespace lampyris::jobs {
namespace {

using Clock = std::chrono::steady_clock;

// For a part that saves a checkpoint while the others have nothing to save.
constexpr double most_seconds_to_save = 30;

// 0 where no cohort is shared.
double bytes_of_cohort(const Context& context) {
  const auto path = context.in_run("cohort.h5");
  if (!mpi::on_first_rank(context.ranks, [&] { return std::filesystem::exists(path); })) return 0;
  const io::CohortFile cohort(path, context.ranks);
  return static_cast<double>(cohort.index().samples.size()) *
         static_cast<double>(cohort.index().genes.size()) * sizeof(float);
}

void do_in_turn(const Context& context, const Members& members) {
  for (std::size_t member = 0; member < members.count; ++member) {
    const std::string failure = members.work(member, context.ranks);
    if (context.ranks.rank() == 0) members.done(member, failure);
  }
}

void tell_done(const Context& context, const Members& members, MemberQueue& queue) {
  if (context.ranks.rank() != 0) return;
  for (const auto& [member, failure] : queue.newly_done()) members.done(member, failure);
}

/// The work of one part of the ranks.
struct Share {
  std::vector<MemberQueue::Done> done;     ///< on its first rank
  std::optional<Interrupted> interrupted;  ///< before it had ended
};

// Collective over `group`.
Share work_off(const Context& context, const Members& members, MemberQueue& queue,
               const mpi::Communicator& group) {
  Share share;
  try {
    while (const auto member = queue.take(group)) {
      const std::string failure = members.work(*member, group);
      queue.finish(*member, failure, group);
      if (group.rank() == 0) share.done.push_back({*member, failure});
      tell_done(context, members, queue);
    }
  } catch (const Interrupted& interrupted) {
    share.interrupted = interrupted;
  }
  return share;
}

// Collective. Tells what the folder has not shown yet: a filesystem may take seconds to show a file of
// another node.
void tell_rest(const Context& context, const Members& members, MemberQueue& queue, const Share& share) {
  nlohmann::json mine = nlohmann::json::array();
  for (const auto& [member, failure] : share.done) mine.push_back({member, failure});
  for (const auto& text :
       context.ranks.gather(mine.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace))) {
    for (const auto& done : nlohmann::json::parse(text)) {
      const auto member = done[0].get<std::size_t>();
      if (queue.give(member)) members.done(member, done[1].get<std::string>());
    }
  }
}

// Returns whether the others have come; not when they were to stop and do not.
bool await_others(const Context& context, const Members& members, MemberQueue& queue,
                  const mpi::Communicator& ends) {
  mpi::Arrival arrival(ends);
  std::optional<Clock::time_point> stop_since;
  while (!arrival.complete()) {
    tell_done(context, members, queue);
    if (!stop_since && context.stop_asked()) stop_since = Clock::now();
    if (stop_since &&
        std::chrono::duration<double>(Clock::now() - *stop_since).count() > most_seconds_to_save)
      return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  return true;
}

}  // namespace

void do_members(const Context& context, const Members& members) {
  if (members.side_by_side <= 1) return do_in_turn(context, members);
  const auto rank = static_cast<std::size_t>(context.ranks.rank());
  const auto size = static_cast<std::size_t>(context.ranks.size());
  const mpi::Communicator group = context.ranks.split(static_cast<int>(rank * members.side_by_side / size));
  const mpi::Communicator ends = context.ranks.split(0);
  MemberQueue queue(context.in_run(".lampyris/members"), members.count, context.ranks);
  context.part_ways(most_seconds_to_save);
  const Share share = work_off(context, members, queue, group);
  const Interrupted interrupted =
      share.interrupted.value_or(Interrupted("stopped; run the same command again to go on"));
  if (!await_others(context, members, queue, ends)) throw interrupted;
  context.part_ways(0);
  if (context.ranks.any(share.interrupted.has_value())) throw interrupted;
  tell_rest(context, members, queue, share);
  if (rank == 0) queue.remove();
}

std::size_t parts_that_fit(const Context& context, std::size_t members) {
  if (context.settings.compute.grid != "auto") return 1;
  return members_at_once(members, static_cast<std::size_t>(context.ranks.size()), bytes_of_cohort(context),
                         memory_limit(memory_side_by_side(context), 0));
}

std::string memory_side_by_side(const Context& context) {
  const std::string& asked = context.settings.compute.memory_per_rank;
  const double available = context.ranks.minimum(fair_share * mpi::available_memory(context.ranks.node()));
  if (asked != "auto" || available <= 0) return asked;
  return fmt::format("{:.0f}", available);
}

}  // namespace lampyris::jobs
