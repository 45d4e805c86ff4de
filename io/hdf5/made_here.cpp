// SPDX-License-Identifier: Apache-2.0
#include "io/hdf5/made_here.hpp"

#include <string>

#include "io/hdf5/file.hpp"
#include "src/base/error.hpp"

namespace lampyris::io::h5 {

bool is_made_here(const std::filesystem::path& path) {
  try {
    const auto file = File::open(path, mpi::Communicator::self());
    const auto begins = [&](const char* name) {
      return file.has_attribute("/", name) && file.text_attribute("/", name).starts_with("lampyris");
    };
    return begins("format") || begins("written-by");
  } catch (const Error&) {
    return false;
  }
}

}  // namespace lampyris::io::h5
