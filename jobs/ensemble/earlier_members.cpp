// SPDX-License-Identifier: Apache-2.0
#include "jobs/ensemble/earlier_members.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "io/files/atomic_file.hpp"
#include "jobs/ensemble/members.hpp"
#include "jobs/program/stages.hpp"
#include "mpi/agreement.hpp"

namespace lampyris::jobs {
namespace {

namespace fs = std::filesystem;

constexpr const char* failures_file = ".lampyris/failed_members";

// Run directories below members/ that are none of the ensemble's, in order.
std::vector<fs::path> earlier_members(const Settings& settings, std::size_t members) {
  std::set<fs::path> used;
  for (std::size_t member = 0; member < members; ++member) {
    if (!is_run_itself(settings, member)) used.insert(settings.run.directory / folder_of_member(member));
  }
  std::vector<fs::path> earlier;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(settings.run.directory / "members", none)) {
    const auto name = entry.path().filename().string();
    const bool numbered = !name.empty() && name.find_first_not_of("0123456789") == std::string::npos;
    if (numbered && !used.contains(entry.path()) && fs::exists(entry.path() / ".lampyris")) {
      earlier.push_back(entry.path());
    }
  }
  std::ranges::sort(earlier);
  return earlier;
}

std::string names_of(const std::vector<fs::path>& runs) {
  std::vector<std::string> names;
  for (const auto& run : runs) names.push_back(run.filename().string());
  return fmt::format("members/{}", fmt::join(names, ", "));
}

}  // namespace

void say_earlier_members(const Context& context, std::size_t members) {
  std::string kept;
  mpi::on_first_rank(context.ranks, [&] {
    const auto earlier = earlier_members(context.settings, members);
    if (!earlier.empty()) kept = names_of(earlier);
  });
  if (kept.empty()) return;
  context.say(fmt::format(
      "ensemble: {}: of an earlier run.seeds or model.kind, in no table: kept for when they are asked for "
      "again; delete what you do not need",
      kept));
}

void keep_failed_members(const Context& context, const std::vector<std::size_t>& failed) {
  mpi::on_first_rank(context.ranks, [&] {
    const auto path = context.in_run(failures_file);
    if (failed.empty()) {
      fs::remove(path);
      return;
    }
    std::vector<std::size_t> numbers;
    for (const auto member : failed) numbers.push_back(member + 1);
    io::write_atomically(path, fmt::format("{} {} failed", numbers.size() == 1 ? "member" : "members",
                                           fmt::join(numbers, ", ")));
  });
}

std::string failed_members(const Settings& settings) {
  std::ifstream file(settings.run.directory / failures_file, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace lampyris::jobs
