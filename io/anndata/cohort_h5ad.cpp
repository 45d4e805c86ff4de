// SPDX-License-Identifier: Apache-2.0
#include "io/anndata/cohort_h5ad.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "io/anndata/anndata_frames.hpp"
#include "io/hdf5/file.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

constexpr std::size_t block_samples = 256;

template <class Use>
void for_each_block(Slice samples, Use use) {
  for (std::size_t first = samples.offset; first < samples.end(); first += block_samples) {
    use(Slice{first, std::min(block_samples, samples.end() - first)});
  }
}

void copy_codes(h5::File& file, const std::filesystem::path& path, const CohortIndex& cohort, Slice mine,
                const mpi::Communicator& ranks) {
  const auto codes = h5::File::open(path, ranks);
  if (codes.read_strings("/obs/_index") != cohort.samples) {
    throw DataError(
        fmt::format("{}: its samples are not those of the cohort; run structure again", path.string()));
  }
  for (const auto& array : codes.children("/obsm")) {
    const std::string name = "/obsm/" + array;
    const std::size_t columns = codes.dims(name).at(1);
    file.create_matrix<float>(name, {cohort.samples.size(), columns});
    encode(file, name, "array", "0.2.0");
    for_each_block(mine, [&](Slice block) {
      const auto values = codes.read_block<float>(name, block, {0, columns});
      file.write_block<float>(name, {block.offset, 0}, values.view());
    });
  }
}

}  // namespace

void write_cohort_h5ad(const std::filesystem::path& path, const CohortFile& cohort,
                       const std::filesystem::path& codes, const mpi::Communicator& ranks,
                       Progress& progress) {
  const auto& index = cohort.index();
  const std::size_t genes = index.genes.size();
  const Slice mine = mpi::RankWorld(ranks).share(index.samples.size());
  auto file = h5::File::create(path, ranks);
  write_anndata_frames(file, index);
  file.create_matrix<float>("/X", {index.samples.size(), genes});
  encode(file, "/X", "array", "0.2.0");
  for_each_block(mine, [&](Slice block) {
    const auto values = cohort.read(block, {0, genes});
    file.write_block<float>("/X", {block.offset, 0}, values.view());
    progress.advance(block.count);
  });
  if (!codes.empty()) copy_codes(file, codes, index, mine, ranks);
  file.commit();
}

}  // namespace lampyris::io
