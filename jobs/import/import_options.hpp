#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace lampyris::jobs {

/// What `lampyris import` is told.
struct ImportOptions {
  std::vector<std::filesystem::path> inputs;
  std::filesystem::path out, annotation, ids;
  std::string collapse = "auto", format = "auto", layer;
  double clip = 0;
};

}  // namespace lampyris::jobs
