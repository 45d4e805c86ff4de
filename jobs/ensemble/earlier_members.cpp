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
constexpr const char* list_of_files = ".lampyris/files";  // as jobs::RunDirectory keeps it

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
    if (numbered && !used.contains(entry.path()) && fs::exists(entry.path() / list_of_files)) {
      earlier.push_back(entry.path());
    }
  }
  std::ranges::sort(earlier);
  return earlier;
}

// False when something of another stands there, which stays.
bool remove_run(const fs::path& run) {
  std::ifstream list(run / list_of_files);
  for (std::string name; std::getline(list, name);) {
    fs::remove_all(run / name);
    std::error_code not_empty;
    for (auto folder = (run / name).parent_path(); folder != run && fs::remove(folder, not_empty);) {
      folder = folder.parent_path();
    }
  }
  fs::remove_all(run / ".lampyris");
  std::error_code not_empty;
  return fs::remove(run, not_empty);
}

std::string names_of(const std::vector<fs::path>& runs) {
  std::vector<std::string> names;
  for (const auto& run : runs) names.push_back(run.filename().string());
  return fmt::format("members/{}", fmt::join(names, ", "));
}

}  // namespace

void see_to_earlier_members(const Context& context, std::size_t members) {
  std::string kept, removed, foreign;
  mpi::on_first_rank(context.ranks, [&] {
    const auto earlier = earlier_members(context.settings, members);
    if (earlier.empty()) return;
    if (!context.anew) {
      kept = names_of(earlier);
      return;
    }
    std::vector<fs::path> left;
    for (const auto& run : earlier) {
      if (!remove_run(run)) left.push_back(run);
    }
    removed = names_of(earlier);
    if (!left.empty()) foreign = names_of(left);
    std::error_code not_empty;
    fs::remove(context.in_run("members"), not_empty);
  });
  if (!kept.empty()) {
    context.say(fmt::format(
        "ensemble: {}: of an earlier run.seeds or model.kind, in no table: kept for when they are asked for "
        "again, --force removes them",
        kept));
  }
  if (!removed.empty()) {
    context.say(fmt::format("ensemble: {}: of an earlier run.seeds or model.kind: removed", removed));
  }
  if (!foreign.empty()) {
    context.say(fmt::format("ensemble: {}: files that lampyris did not make stay there", foreign));
  }
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
