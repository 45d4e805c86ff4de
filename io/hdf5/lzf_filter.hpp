// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lampyris::io::h5 {

/// Teaches HDF5 to read datasets that h5py compressed by LZF, as anndata 0.7 does, where the library was
/// there at build time. Any number of calls.
void register_lzf_filter();

}  // namespace lampyris::io::h5
