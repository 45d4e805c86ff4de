// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "src/autoencoder/architecture.hpp"
#include "src/training/training_state.hpp"

namespace lampyris::io {

/// The contents of a checkpoint beside its arrays.
struct CheckpointRecord {
  std::string fingerprint;  ///< of settings and inputs, made by the caller
  Architecture architecture;
  TrainingPosition position;
  std::array<std::uint64_t, 4>
      checksums{};                     ///< of weights, both moments, best weights; see UnorderedChecksum
  std::uint64_t average_checksum = 0;  ///< of the weights' average; 0 where there is none
};

/// The bytes of a record, read.
struct StoredRecord {
  std::optional<CheckpointRecord> record;  ///< nothing where this program cannot read it
  std::string program;                     ///< version of lampyris that wrote it; empty when it is damaged
};

/// Writes the record by Boost.Serialization, behind this program's version and a checksum of its own.
[[nodiscard]] std::string pack(const CheckpointRecord& record);
/// Reads what this or an older program packed. A newer one's may be of a layout unknown here; then it says at
/// least who wrote it.
[[nodiscard]] StoredRecord unpack(const std::string& bytes);

}  // namespace lampyris::io
