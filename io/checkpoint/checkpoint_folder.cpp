// SPDX-License-Identifier: Apache-2.0
#include "io/checkpoint/checkpoint_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <optional>
#include <random>
#include <system_error>

#include "io/checkpoint/state_archive.hpp"
#include "io/files/atomic_file.hpp"

namespace lampyris::io {
namespace {

namespace fs = std::filesystem;

struct Position {
  std::uint64_t epoch = 0, step = 0;
  friend auto operator<=>(const Position&, const Position&) = default;
};

// Of <epoch>-<step> with nothing behind it, or a suffix behind another dash.
std::optional<Position> position_of(const std::string& name) {
  Position position;
  const char* const end = name.data() + name.size();
  const auto epoch = std::from_chars(name.data(), end, position.epoch);
  if (epoch.ec != std::errc() || epoch.ptr == end || *epoch.ptr != '-') return std::nullopt;
  const auto step = std::from_chars(epoch.ptr + 1, end, position.step);
  if (step.ec != std::errc() || (step.ptr != end && *step.ptr != '-')) return std::nullopt;
  return position;
}

constexpr const char* unfinished_prefix = ".checkpoint.";
constexpr const char* unfinished_suffix = ".partial";

bool is_unfinished(const std::string& name) {
  return (name.starts_with(unfinished_prefix) || position_of(name + "-")) &&
         name.ends_with(unfinished_suffix);
}

std::vector<std::string> folders_in(const fs::path& directory) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(directory, none)) {
    if (entry.is_directory(none) && !entry.is_symlink(none))
      names.push_back(entry.path().filename().string());
  }
  return names;
}

// A name that nobody can guess.
fs::path unfinished_in(const fs::path& directory) {
  std::random_device random;
  return directory / fmt::format("{}{:08x}{}", unfinished_prefix, random(), unfinished_suffix);
}

bool stands(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(path, ignored));
}

}  // namespace

std::string read_record(const fs::path& checkpoint) {
  std::ifstream file(checkpoint / "state.bin", std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::string> CheckpointFolder::newest_first() const {
  auto names = folders_in(directory_);
  std::erase_if(names, [](const auto& name) { return !position_of(name) || is_unfinished(name); });
  std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) {
    return std::pair(*position_of(a), a) > std::pair(*position_of(b), b);
  });
  return names;
}

bool CheckpointFolder::is_own(const std::string& name) const {
  const auto record = unpack(read_record(directory_ / name)).record;
  return record && record->fingerprint == fingerprint_;
}

std::vector<std::string> CheckpointFolder::own() const {
  auto names = newest_first();
  std::erase_if(names, [&](const auto& name) { return !is_own(name); });
  return names;
}

std::string CheckpointFolder::begin() const {
  if (const auto failure = make_directories(directory_)) {
    throw fs::filesystem_error("cannot be made", directory_, failure);
  }
  for (const auto& name : folders_in(directory_)) {
    if (is_unfinished(name)) fs::remove_all(directory_ / name);
  }
  for (;;) {
    const fs::path partial = unfinished_in(directory_);
    if (fs::create_directory(partial)) return partial.string();
  }
}

fs::path CheckpointFolder::finish(const fs::path& partial, std::uint64_t epoch, std::uint64_t step) const {
  const std::string wanted = fmt::format("{:06}-{:06}", epoch, step);
  std::string name = wanted;
  for (int next = 2; stands(directory_ / name) && !is_own(name); ++next)
    name = fmt::format("{}-{}", wanted, next);
  if (stands(directory_ / name)) {
    // The same state once more: a name cannot be given to two folders, and the one before still stands.
    const fs::path old = unfinished_in(directory_);
    fs::rename(directory_ / name, old);
    try {
      put_in_place(partial, directory_ / name);
    } catch (...) {
      std::error_code ignored;
      if (!stands(directory_ / name)) fs::rename(old, directory_ / name, ignored);
      throw;
    }
    fs::remove_all(old);
  } else {
    put_in_place(partial, directory_ / name);
  }
  // Further ones than this were skipped as damaged: nothing is known of what is left in them.
  auto before = own();
  std::erase_if(before,
                [&](const auto& other) { return other == name || *position_of(other) > *position_of(name); });
  for (std::size_t n = 1; n < before.size(); ++n) fs::remove_all(directory_ / before[n]);
  return directory_ / name;
}

void CheckpointFolder::remove_own() const {
  for (const auto& name : own()) fs::remove_all(directory_ / name);
}

}  // namespace lampyris::io
