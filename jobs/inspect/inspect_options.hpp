// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "io/import/import.hpp"

namespace lampyris::jobs {

/// The options of `lampyris inspect`; of the request the inputs, the format and the layer.
struct InspectOptions {
  io::ImportRequest request;
  std::size_t samples = 2000;  ///< read of a file of more; 0 = all
};

}  // namespace lampyris::jobs
