// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "io/run/pca_file.hpp"
#include "src/autoencoder/model.hpp"

namespace lampyris::io {

/// The files of a run beside its model.
struct ModelCompany {
  const std::vector<std::string>* samples = nullptr;  ///< ids of the training cohort, one a part
  const StoredPca* pca = nullptr;                     ///< of the model's genes
};

/// Writes all arrays of a model, and what is with it, as .npz. Their names are the paths of model.h5, without
/// the first "/"; attributes are arrays without dimensions; what was learnt by step s of preprocessing is
/// preprocessing/<s>/<its name>; parts of samples are words; what pca.h5 has is below pca/. Returns how many
/// arrays there are. Not collective. Atomic. Throws DataError when it cannot be written.
std::size_t write_npz(const std::filesystem::path& path, const Model& model, const ModelCompany& company);

}  // namespace lampyris::io
