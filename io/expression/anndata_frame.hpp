// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "io/hdf5/file.hpp"
#include "src/cohort/annotation.hpp"

namespace lampyris::io {

/// A dataframe of an .h5ad file, obs or var, of any generation.
struct AnndataFrame {
  std::vector<std::string> ids;
  Annotation columns;  ///< text; categories by their names, numbers as texts, what is missing empty
};

/// `group` is a group (anndata from 0.7 on) or a dataset of compounds (before). Throws DataError that names
/// what is missing.
[[nodiscard]] AnndataFrame read_anndata_frame(const h5::File& file, const std::string& group);

}  // namespace lampyris::io
