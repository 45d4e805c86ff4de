#pragma once

#include <filesystem>

namespace lampyris::jobs {

/// What `lampyris export` is told.
struct ExportOptions {
  std::filesystem::path input;  ///< a cohort.h5, or the directory of a run
  std::filesystem::path out;
};

}  // namespace lampyris::jobs
