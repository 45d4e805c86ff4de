#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "mpi/communicator.hpp"
#include "src/structure/pca.hpp"

namespace lampyris::io {

/// Principal components and the ids of the genes that they are of.
struct StoredPca {
  Pca pca;
  std::vector<std::string> genes;
};

/// Collective; the same on every rank. pca.h5: /components float32 components × genes, /mean,
/// /explained_variance, /genes/id; attributes format, version, total_variance. Atomic.
void write_pca(const std::filesystem::path& path, const Pca& pca, const std::vector<std::string>& genes,
               const mpi::Communicator& ranks);

/// Collective. Throws DataError: no such file, not such a file, shapes that do not fit.
[[nodiscard]] StoredPca read_pca(const std::filesystem::path& path, const mpi::Communicator& ranks);

}  // namespace lampyris::io
