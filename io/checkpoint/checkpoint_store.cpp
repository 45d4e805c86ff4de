// SPDX-License-Identifier: Apache-2.0
#include "io/checkpoint/checkpoint_store.hpp"

#include <fmt/format.h>

#include <array>
#include <exception>
#include <span>
#include <system_error>
#include <vector>

#include "io/checkpoint/parameter_arrays.hpp"
#include "io/checkpoint/state_archive.hpp"
#include "io/files/atomic_file.hpp"
#include "io/hdf5/file.hpp"
#include "mpi/agreement.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 5> array_names{"/weights", "/first_moment", "/second_moment", "/best",
                                                 "/average"};
constexpr std::size_t arrays = array_names.size();
constexpr std::size_t best = 3;
constexpr std::size_t average = 4;

std::array<std::span<const float>, arrays> arrays_of(const TrainingState& state) {
  return {state.weights.values(), state.first_moment.values(), state.second_moment.values(),
          state.best.values(), state.average.values()};
}

std::array<std::span<float>, arrays> arrays_of(TrainingState& state) {
  return {state.weights.values(), state.first_moment.values(), state.second_moment.values(),
          state.best.values(), state.average.values()};
}

// The best weights are written only when there are any, and so is the average.
std::vector<std::size_t> arrays_in(const TrainingState& state, const TrainingPosition& position) {
  std::vector<std::size_t> present{0, 1, 2};
  if (position.has_best()) present.push_back(best);
  if (state.average.size() > 0) present.push_back(average);
  return present;
}

std::uint64_t& checksum_of(CheckpointRecord& record, std::size_t array) {
  return array == average ? record.average_checksum : record.checksums.at(array);
}

}  // namespace

fs::path CheckpointStore::save(const TrainingState& state) {
  const fs::path partial = on_first_rank([&] { return folder_.begin(); });
  try {
    write(partial, state);
    newest_ = on_first_rank(
        [&] { return folder_.finish(partial, state.position.epoch, state.position.step).string(); });
  } catch (const Error&) {  // alike on all ranks
    std::error_code ignored;
    if (ranks_.rank() == 0) fs::remove_all(partial, ignored);
    throw;
  }
  return newest_;
}

void CheckpointStore::write(const fs::path& partial, const TrainingState& state) {
  const auto& at = state.position;
  const mpi::RankWorld world(ranks_);
  CheckpointRecord record{options_.fingerprint, layout_.architecture(), at, {}};
  auto file = h5::File::create(partial / "arrays.h5", ranks_);
  for (const std::size_t a : arrays_in(state, at)) {
    const auto values = arrays_of(state).at(a);
    write_parameters(file, array_names.at(a), layout_, values);
    checksum_of(record, a) = parameter_checksum(layout_, values, world);
  }
  file.commit();
  (void)on_first_rank([&] {
    write_atomically(partial / "state.bin", pack(record));
    return std::string();
  });
}

bool CheckpointStore::restore(TrainingState& state) {
  std::vector<std::string> names = mpi::on_first_rank(ranks_, [&] { return folder_.newest_first(); });
  for (const auto& name : names) {
    if (read(name, state)) return true;
  }
  state = TrainingState(layout_.size(), state.average.size() > 0);
  return false;
}

void CheckpointStore::discard() {
  (void)on_first_rank([&] {
    folder_.remove_own();
    return std::string();
  });
}

// Why a checkpoint is not one to go on from, by its record.
std::optional<std::string> CheckpointStore::reason_against(const std::optional<CheckpointRecord>& record,
                                                           const std::string& program) const {
  if (!record && program.empty())
    return "is damaged (state.bin): it is left alone, the one before it is used";
  if (!record) {
    return fmt::format(
        "was written by lampyris {}, which this one, {}, cannot read: go on with that version, or train anew",
        program, LAMPYRIS_VERSION);
  }
  if (record->fingerprint != options_.fingerprint || record->architecture != layout_.architecture()) {
    return fmt::format("of lampyris {} is of other settings or inputs: it is left alone", program);
  }
  const auto& at = record->position;
  if (at.epoch > options_.epochs || (at.epoch == options_.epochs && at.step > 0)) {
    return fmt::format("is in epoch {}, beyond the {} that are asked for: it is left alone", at.epoch + 1,
                       options_.epochs);
  }
  return std::nullopt;
}

bool CheckpointStore::read(const std::string& name, TrainingState& state) {
  const fs::path directory = options_.directory / name;
  std::string bytes;
  if (ranks_.rank() == 0) bytes = read_record(directory);
  ranks_.broadcast(bytes);
  auto [record, program] = unpack(bytes);
  if (const auto reason = reason_against(record, program)) {
    say(fmt::format("checkpoint {} {}", directory.string(), *reason));
    return false;
  }

  const mpi::RankWorld world(ranks_);
  bool bad = false;
  for (const std::size_t a : arrays_in(state, record->position)) {
    const auto values = arrays_of(state).at(a);
    try {
      const auto file = h5::File::open(directory / "arrays.h5", ranks_);
      read_parameters(file, array_names.at(a), layout_, values);
    } catch (const DataError&) {
      bad = true;
    }
    if (parameter_checksum(layout_, values, world) != checksum_of(*record, a)) bad = true;
  }
  if (world.any(bad)) {
    say(fmt::format("checkpoint {} is damaged (arrays.h5): it is left alone, the one before it is used",
                    directory.string()));
    return false;
  }
  state.position = record->position;
  newest_ = directory;
  return true;
}

void CheckpointStore::say(const std::string& line) const {
  if (options_.say) options_.say(line);
}

// Filesystem errors say what, not what for.
std::string CheckpointStore::on_first_rank(const std::function<std::string()>& work) const {
  return mpi::on_first_rank(ranks_, [&] {
    try {
      return work();
    } catch (const Error&) {
      throw;
    } catch (const std::exception& error) {
      throw DataError(
          fmt::format("cannot write checkpoints in {}: {}", options_.directory.string(), error.what()));
    }
  });
}

}  // namespace lampyris::io
