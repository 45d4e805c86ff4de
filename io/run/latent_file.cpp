// SPDX-License-Identifier: Apache-2.0
#include "io/run/latent_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "io/anndata/anndata_frames.hpp"

namespace lampyris::io {

void write_latent(const std::filesystem::path& path, const CohortIndex& cohort,
                  const std::vector<LatentArray>& arrays, const mpi::Communicator& ranks) {
  const std::size_t samples = cohort.samples.size();
  const Slice mine = mpi::RankWorld(ranks).share(samples);
  auto file = h5::File::create(path, ranks);
  write_anndata_frames(file, cohort);
  for (const auto& array : arrays) {
    const std::string name = "/obsm/" + array.name;
    file.create_matrix<float>(name, {samples, array.mine.columns()});
    encode(file, name, "array", "0.2.0");
    file.write_block<float>(name, {mine.offset, 0}, array.mine);
  }
  file.commit();
}

void write_codes(const std::filesystem::path& path, const CohortIndex& cohort, const Codes& mine,
                 const mpi::Communicator& ranks) {
  std::vector<LatentArray> arrays;
  for (std::size_t layer = 1; layer <= mine.layers.size(); ++layer) {
    arrays.push_back({fmt::format("X_layer{}", layer), mine.layers[layer - 1].view()});
  }
  const std::size_t components = std::min(most_latent_components, mine.pca.columns());
  arrays.push_back({"X_pca", {mine.pca.data(), mine.pca.rows(), components, mine.pca.columns()}});
  write_latent(path, cohort, arrays, ranks);
}

}  // namespace lampyris::io
