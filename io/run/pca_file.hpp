// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "mpi/communicator.hpp"
#include "src/base/slice.hpp"
#include "src/cohort/scaling.hpp"
#include "src/linalg/matrix.hpp"
#include "src/pca/pca.hpp"

namespace lampyris::io {

/// Principal components and the ids of the genes that they are of.
struct StoredPca {
  Pca pca;
  std::vector<std::string> genes;
};

/// Collective. Writes pca.h5, the same on every rank: /components float32 components × genes, /mean,
/// /explained_variance, /genes/id; attributes format, version, total_variance. Atomic.
void write_pca(const std::filesystem::path& path, const Pca& pca, const std::vector<std::string>& genes,
               const mpi::Communicator& ranks);

/// How a PCA was made, and where the samples lie.
struct PcaDetails {
  std::string method;                                            ///< "exact" or "randomised"
  std::vector<std::pair<std::string, std::int64_t>> parameters;  ///< of the method, by name
  const Scaling& scaling;
  const std::vector<std::string>& samples;  ///< the ids of all, as on every rank
  Slice mine;                               ///< my samples among them
  MatrixView<const float> scores;           ///< mine.count × components
};

/// Collective. Writes pca.h5, the same on every rank but for `mine` and `scores`, with what a PCA without a
/// model has to bring with it: the attributes scale, method and its parameters, the group /scaling as in
/// model.h5, /samples/id and /scores float32 samples × components, of which every rank writes its own rows.
/// Atomic.
void write_pca(const std::filesystem::path& path, const Pca& pca, const std::vector<std::string>& genes,
               const PcaDetails& details, const mpi::Communicator& ranks);

/// Collective. Throws DataError when write_pca could not write there: to be known before hours of work.
void require_writable_pca(const std::filesystem::path& path, const mpi::Communicator& ranks);

/// Collective. Reads pca.h5. Throws DataError: no such file, not such a file, shapes that do not fit.
[[nodiscard]] StoredPca read_pca(const std::filesystem::path& path, const mpi::Communicator& ranks);

}  // namespace lampyris::io
