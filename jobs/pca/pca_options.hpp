// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "src/cohort/scaling.hpp"
#include "src/structure/pca_method.hpp"

namespace lampyris::jobs {

/// The options of `lampyris pca`.
struct PcaOptions {
  std::filesystem::path cohort, out;
  std::size_t components = 0;
  std::optional<PcaMethod> method = {};  ///< none: as choose_pca_method finds
  ScalingMethod scale = ScalingMethod::minmax;
  std::optional<std::size_t> oversample = {};  ///< of a randomised fit, see mpi::RandomisedPca
  std::size_t power = 8;
  std::uint64_t seed = 1;
};

}  // namespace lampyris::jobs
