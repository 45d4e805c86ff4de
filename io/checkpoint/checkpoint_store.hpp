// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "io/checkpoint/checkpoint_folder.hpp"
#include "io/checkpoint/state_archive.hpp"
#include "mpi/communicator.hpp"
#include "src/autoencoder/parameter_layout.hpp"
#include "src/training/training_state.hpp"

namespace lampyris::io {

/// The checkpoints of one training run: a directory with one directory a checkpoint, named <epoch>-<step>,
/// each with arrays.h5 (parallel HDF5, every rank writes the parameters that it owns) and state.bin
/// (Boost.Serialization). A checkpoint gets its name when it is complete and on the disk. The newest two of
/// these settings and inputs are kept; whatever else lies in the directory is left alone. Any grid reads what
/// any other wrote.
class CheckpointStore {
 public:
  struct Options {
    std::filesystem::path directory;
    std::string fingerprint;  ///< of settings and inputs: a checkpoint with another one is not used
    std::uint64_t epochs =
        std::numeric_limits<std::uint64_t>::max();  ///< one that was trained longer is not used
    std::function<void(const std::string& line)> say =
        {};  ///< told about checkpoints that are not used; may be empty
  };

  /// `layout`: of the states saved and restored. Keeps a reference to `ranks`.
  CheckpointStore(Options options, ParameterLayout layout, const mpi::Communicator& ranks)
      : options_(std::move(options)),
        folder_(options_.directory, options_.fingerprint),
        layout_(std::move(layout)),
        ranks_(ranks) {}

  /// Collective. Returns the directory of the checkpoint. Throws DataError, alike on all ranks, when it
  /// cannot be written; checkpoints that stood before stand still, and nothing is left of this one.
  std::filesystem::path save(const TrainingState& state);

  /// Collective. Fills `state` from the newest checkpoint that is whole and has the fingerprint; false when
  /// there is none, and `state` is all zeros. `state` has its size already.
  [[nodiscard]] bool restore(TrainingState& state);

  /// The directory of the checkpoint that was saved or restored last; empty when there is none.
  [[nodiscard]] const std::filesystem::path& newest() const { return newest_; }

  /// Collective. Removes the checkpoints of these settings and inputs: training begins anew.
  void discard();

 private:
  [[nodiscard]] std::optional<std::string> reason_against(const std::optional<CheckpointRecord>& record,
                                                          const std::string& program) const;
  void write(const std::filesystem::path& partial, const TrainingState& state);
  [[nodiscard]] bool read(const std::string& name, TrainingState& state);
  void say(const std::string& line) const;
  [[nodiscard]] std::string on_first_rank(const std::function<std::string()>& work) const;

  Options options_;
  CheckpointFolder folder_;
  ParameterLayout layout_;
  const mpi::Communicator& ranks_;
  std::filesystem::path newest_{};
};

}  // namespace lampyris::io
