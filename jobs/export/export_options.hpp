// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace lampyris::jobs {

/// The options of `lampyris export`.
struct ExportOptions {
  std::filesystem::path input;  ///< a cohort.h5, or the directory of a run
  std::filesystem::path out;
  std::string format = "h5ad";  ///< the only one so far
};

}  // namespace lampyris::jobs
