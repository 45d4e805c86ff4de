// SPDX-License-Identifier: Apache-2.0
#include "jobs/program/run_directory.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <system_error>
#include <utility>

#include "io/files/atomic_file.hpp"
#include "mpi/agreement.hpp"
#include "src/base/error.hpp"

namespace lampyris::jobs {
namespace {

namespace fs = std::filesystem;

// Of rank 0, for the guard of files, which is a function without state.
std::vector<const io::DirectoryLock*> held_locks;

bool stands(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(path, ignored));
}

std::set<std::string> read_lines(const fs::path& path) {
  std::ifstream file(path);
  std::set<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.insert(line);
  return lines;
}

}  // namespace

RunDirectory::RunDirectory(fs::path path, const std::string& setting, const mpi::Communicator& ranks,
                           const std::function<std::vector<std::string>(const fs::path&)>& legacy,
                           double wait_seconds)
    : path_(std::move(path)), setting_(setting), ranks_(ranks) {
  mpi::on_first_rank(ranks_, [&] {
    mark(wait_seconds);
    const fs::path list = path_ / ".lampyris" / "files";
    if (stands(list)) {
      made_ = read_lines(list);
    } else {
      const auto left = legacy(path_);
      made_.insert(left.begin(), left.end());
    }
    remove_unfinished();
  });
}

RunDirectory::~RunDirectory() {
  if (!lock_) return;
  std::erase(held_locks, &*lock_);
  if (held_locks.empty()) io::set_write_guard(nullptr);
}

// What a run that was killed had not finished: this one holds the lock, so nobody is writing it.
void RunDirectory::remove_unfinished() const {
  std::set<fs::path> folders;
  for (const auto& name : made_) folders.insert((path_ / name).parent_path());
  for (const auto& folder : folders) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
      const auto target = io::target_of_temporary(entry.path());
      if (target && made(target->lexically_relative(path_).string())) fs::remove(entry.path(), ignored);
    }
  }
}

void RunDirectory::mark(double wait_seconds) {
  const fs::path folder = path_ / ".lampyris";
  if (const auto failure = io::make_directories(folder)) {
    throw UsageError(
        fmt::format("{} = \"{}\": cannot be made: {}", setting_, path_.string(), failure.message()));
  }
  if (fs::is_symlink(fs::symlink_status(folder))) {
    throw UsageError(
        fmt::format("{}: is a link; must be the folder that marks a run directory", folder.string()));
  }
  lock_.emplace(io::DirectoryLock::Options{.file = folder / "lock", .wait_seconds = wait_seconds});
  held_locks.push_back(&*lock_);
  io::set_write_guard([] {
    for (const auto* lock : held_locks) lock->require_held();
  });
}

void RunDirectory::claim(const std::vector<std::string>& names, const std::vector<fs::path>& inputs) {
  mpi::on_first_rank(ranks_, [&] { claim_on_first_rank(names, inputs); });
}

void RunDirectory::claim_on_first_rank(const std::vector<std::string>& names,
                                       const std::vector<fs::path>& inputs) {
  for (const auto& name : names) {
    const fs::path file = path_ / name;
    if (!stands(file)) continue;
    std::error_code ignored;
    for (const auto& input : inputs) {
      if (!fs::equivalent(file, input, ignored)) continue;
      throw UsageError(
          fmt::format("{} = \"{}\": the input {} would be written over there; choose another directory",
                      setting_, path_.string(), input.string()));
    }
    if (made(name)) continue;
    throw UsageError(
        fmt::format("{}: lampyris did not make it and would write over it: move it, or choose another {}",
                    file.string(), setting_));
  }
  const auto before = made_.size();
  made_.insert(names.begin(), names.end());
  if (made_.size() == before) return;
  std::string lines;
  for (const auto& name : made_) lines += name + "\n";
  io::write_atomically(path_ / ".lampyris" / "files", lines);
}

std::optional<std::string> RunDirectory::taken_over() const {
  if (!lock_ || !lock_->taken_over()) return std::nullopt;
  return fmt::format("{}: the run before ({}) did not end by itself; this one goes on from what it left",
                     path_.string(), lock_->taken_over()->describe());
}

}  // namespace lampyris::jobs
