// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace lampyris::io::h5 {

/// Not collective. Has a process of its own walk through the file (file_walk.hpp), which may read nothing
/// else, write nothing, and take no more than 2 GiB: damaged bytes make HDF5 crash, and so it is that process
/// that dies. A file that this process has checked or written is not checked again until it changes. Throws
/// DataError.
void check_file(const std::filesystem::path& path);

/// Not collective. Takes the file, as it is now, for checked: what this process has just written.
void trust_file(const std::filesystem::path& path);

/// For harnesses that write thousands of files a second through HDF5 itself: checks none from now on.
void trust_all_files();

}  // namespace lampyris::io::h5
