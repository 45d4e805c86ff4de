// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hdf5.h>

#include <filesystem>

namespace lampyris::io::h5 {

/// Not collective. Touches all of an open file: every object, attribute and index of chunks, every text, and
/// the values of files of up to 4 MiB, so that what would crash HDF5 does so here. What HDF5 cannot read is
/// passed over: who needs it says so. Throws DataError for what leads out of the file (external links and
/// links of users, external storage, virtual datasets) and for chunks that would take far more memory than
/// what is stored of them.
void walk(hid_t file, const std::filesystem::path& path);

}  // namespace lampyris::io::h5
