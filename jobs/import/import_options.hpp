#pragma once

#include <filesystem>

#include "io/import/import.hpp"

namespace lampyris::jobs {

/// What `lampyris import` is told.
struct ImportOptions {
  io::ImportRequest request;
  std::filesystem::path out;
};

}  // namespace lampyris::jobs
