#pragma once

#include <filesystem>
#include <string>

namespace lampyris::jobs {

/// What `lampyris export` is told.
struct ExportOptions {
  std::filesystem::path input;  ///< a cohort.h5, or the directory of a run
  std::filesystem::path out;
  std::string format = "h5ad";  ///< the only one so far
};

}  // namespace lampyris::jobs
