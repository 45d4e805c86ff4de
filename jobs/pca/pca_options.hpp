// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>

#include "src/cohort/scaling.hpp"
#include "src/pca/pca_method.hpp"

namespace lampyris::jobs {

/// The options of `lampyris pca`.
struct PcaOptions {
  std::filesystem::path cohort, out;
  std::size_t components = 0;
  std::optional<PcaMethod> method = {};  ///< none: as choose_pca_method finds
  ScalingMethod scale = ScalingMethod::minmax;
  double tolerance = 1e-4;  ///< of a randomised fit, see LeadingOptions
  std::uint64_t seed = 1;
};

}  // namespace lampyris::jobs
