// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "io/import/import.hpp"

namespace lampyris::jobs {

/// The options of `lampyris import` on inputs.
struct ImportOptions {
  io::ImportRequest request;
  std::filesystem::path out;
};

}  // namespace lampyris::jobs
