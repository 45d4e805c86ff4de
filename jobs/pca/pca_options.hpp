#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace lampyris::jobs {

/// What `lampyris pca` is told.
struct PcaOptions {
  std::filesystem::path cohort, out;
  std::size_t components = 0;
  std::string method = "auto", scale = "minmax";
  std::optional<std::size_t> oversample = {};  ///< of a randomised fit, see mpi::RandomisedPca
  std::size_t power = 8;
  std::uint64_t seed = 1;
};

}  // namespace lampyris::jobs
