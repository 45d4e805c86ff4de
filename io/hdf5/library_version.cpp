// SPDX-License-Identifier: Apache-2.0
#include "io/hdf5/library_version.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include "src/base/error.hpp"

namespace lampyris::io::h5 {

std::string library_version() {
  unsigned major = 0;
  unsigned minor = 0;
  unsigned release = 0;
  if (H5get_libversion(&major, &minor, &release) < 0)
    throw Error(ExitCode::failed, "HDF5 does not say its version");
  return fmt::format("{}.{}.{}", major, minor, release);
}

}  // namespace lampyris::io::h5
