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
  std::array<std::uint64_t, 4> checksums{};  ///< of weights, both moments, best weights; see vector_checksum
};

/// Through Boost.Serialization, behind a checksum of its own.
[[nodiscard]] std::string pack(const CheckpointRecord& record);
/// Nothing when the bytes are not a whole record.
[[nodiscard]] std::optional<CheckpointRecord> unpack(const std::string& bytes);

}  // namespace lampyris::io
