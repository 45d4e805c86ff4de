// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace lampyris::io::h5 {

/// The version of the HDF5 library that this process has loaded, as "1.10.8". Throws Error when HDF5 fails.
[[nodiscard]] std::string library_version();

}  // namespace lampyris::io::h5
