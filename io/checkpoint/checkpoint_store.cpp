// SPDX-License-Identifier: Apache-2.0
#include "io/checkpoint/checkpoint_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <exception>
#include <fstream>
#include <iterator>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "io/checkpoint/parameter_arrays.hpp"
#include "io/checkpoint/state_archive.hpp"
#include "io/hdf5/file.hpp"
#include "io/files/atomic_file.hpp"
#include "mpi/agreement.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 4> array_names{"/weights", "/first_moment", "/second_moment", "/best"};
constexpr std::size_t arrays = array_names.size();

// The best weights are written only when there are any.
std::size_t arrays_in(const TrainingPosition& position) {
  return position.best_epoch > 0 ? 4 : 3;
}

std::array<std::span<const float>, arrays> arrays_of(const TrainingState& state) {
  return {state.weights.values(), state.first_moment.values(), state.second_moment.values(),
          state.best.values()};
}

std::array<std::span<float>, arrays> arrays_of(TrainingState& state) {
  return {state.weights.values(), state.first_moment.values(), state.second_moment.values(),
          state.best.values()};
}

// <epoch>-<step>, as save gives it.
bool is_complete(const std::string& name) {
  constexpr const char* digits = "0123456789";
  const auto dash = name.find_first_not_of(digits);
  return dash != std::string::npos && dash > 0 && name[dash] == '-' && dash + 1 < name.size() &&
         name.find_first_not_of(digits, dash + 1) == std::string::npos;
}

// Newest first.
std::vector<std::string> complete_checkpoints(const fs::path& directory) {
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(directory, none)) {
    const auto name = entry.path().filename().string();
    if (is_complete(name)) names.push_back(name);
  }
  std::sort(names.begin(), names.end(),
            [](const auto& a, const auto& b) { return std::pair(a.size(), a) > std::pair(b.size(), b); });
  return names;
}

std::string read_whole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

fs::path CheckpointStore::save(const TrainingState& state) {
  const auto& at = state.position;
  const std::string name = fmt::format("{:06}-{:06}", at.epoch, at.step);
  fs::path final = options_.directory / name;
  const fs::path partial = options_.directory / (name + ".partial");
  on_first_rank([&] {
    fs::remove_all(partial);
    fs::create_directories(partial);
  });

  const mpi::RankWorld world(ranks_);
  CheckpointRecord record{options_.fingerprint, layout_.architecture(), at, {}};
  auto file = h5::File::create(partial / "arrays.h5", ranks_);
  for (std::size_t a = 0; a < arrays_in(at); ++a) {
    const auto values = arrays_of(state)[a];
    write_parameters(file, array_names[a], layout_, values);
    record.checksums[a] = parameter_checksum(layout_, values, world);
  }
  file.commit();

  on_first_rank([&] {
    write_atomically(partial / "state.bin", pack(record));
    fs::remove_all(final);
    fs::rename(partial, final);
    for (const auto& entry : fs::directory_iterator(options_.directory)) {
      const auto other = entry.path().filename().string();
      if (other == name || other == newest_) continue;
      std::error_code ignored;
      fs::remove_all(entry.path(), ignored);
    }
  });
  newest_ = name;
  return final;
}

bool CheckpointStore::restore(TrainingState& state) {
  std::string names;
  if (ranks_.rank() == 0) {
    for (const auto& name : complete_checkpoints(options_.directory)) names += name + "\n";
  }
  ranks_.broadcast(names);
  for (std::size_t first = 0; first < names.size();) {
    const std::size_t end = names.find('\n', first);
    const std::string name = names.substr(first, end - first);
    if (read(name, state)) {
      newest_ = name;
      return true;
    }
    first = end + 1;
  }
  state = TrainingState(layout_.size());
  return false;
}

bool CheckpointStore::read(const std::string& name, TrainingState& state) {
  const fs::path directory = options_.directory / name;
  std::string bytes;
  if (ranks_.rank() == 0) bytes = read_whole(directory / "state.bin");
  ranks_.broadcast(bytes);
  const auto [record, program] = unpack(bytes);
  if (!record && !program.empty()) {
    say(fmt::format(
        "checkpoint {} was written by lampyris {}, which this one, {}, cannot read: go on with that "
        "version, or train anew",
        directory.string(), program, LAMPYRIS_VERSION));
    return false;
  }
  if (!record) {
    say(fmt::format("checkpoint {} is damaged (state.bin): the one before it is used", directory.string()));
    return false;
  }
  if (record->fingerprint != options_.fingerprint || record->architecture != layout_.architecture()) {
    say(fmt::format("checkpoint {}, of lampyris {}, is of other settings or inputs: not used",
                    directory.string(), program));
    return false;
  }

  const mpi::RankWorld world(ranks_);
  bool bad = false;
  for (std::size_t a = 0; a < arrays_in(record->position); ++a) {
    const auto values = arrays_of(state)[a];
    try {
      const auto file = h5::File::open(directory / "arrays.h5", ranks_);
      read_parameters(file, array_names[a], layout_, values);
    } catch (const DataError&) {
      bad = true;
    }
    if (parameter_checksum(layout_, values, world) != record->checksums[a]) bad = true;
  }
  if (world.any(bad)) {
    say(fmt::format("checkpoint {} is damaged (arrays.h5): the one before it is used", directory.string()));
    return false;
  }
  state.position = record->position;
  return true;
}

void CheckpointStore::say(const std::string& line) const {
  if (options_.say) options_.say(line);
}

// Filesystem errors say what, not what for.
void CheckpointStore::on_first_rank(const std::function<void()>& work) const {
  mpi::on_first_rank(ranks_, [&] {
    try {
      work();
    } catch (const std::exception& error) {
      throw DataError(
          fmt::format("cannot write checkpoints in {}: {}", options_.directory.string(), error.what()));
    }
  });
}

}  // namespace lampyris::io
