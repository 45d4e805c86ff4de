// SPDX-License-Identifier: Apache-2.0
#include "io/run/pca_file.hpp"

#include <fmt/format.h>

#include <system_error>

#include "io/hdf5/file.hpp"
#include "io/run/scaling_group.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

constexpr const char* pca_format = "lampyris-pca";
constexpr std::int64_t pca_version = 1;

// The last bits of a fit may differ between ranks of unlike processors: one rank's are stored.
void write_components(h5::File& file, const Pca& pca, const std::vector<std::string>& genes, bool is_root) {
  file.set_attribute("/", "format", std::string(pca_format));
  file.set_attribute("/", "version", pca_version);
  file.set_attribute("/", "total_variance", pca.total_variance);
  file.write_strings("/genes/id", genes);
  file.write<double>("/mean", pca.mean);
  file.write<double>("/explained_variance", pca.explained_variance);
  file.create_matrix<float>("/components", {pca.components.rows(), pca.components.columns()});
  if (is_root) file.write_block<float>("/components", {0, 0}, pca.components.view());
}

}  // namespace

void write_pca(const std::filesystem::path& path, const Pca& pca, const std::vector<std::string>& genes,
               const mpi::Communicator& ranks) {
  auto file = h5::File::create(path, ranks);
  write_components(file, pca, genes, ranks.rank() == 0);
  file.commit();
}

void write_pca(const std::filesystem::path& path, const Pca& pca, const std::vector<std::string>& genes,
               const PcaDetails& details, const mpi::Communicator& ranks) {
  auto file = h5::File::create(path, ranks);
  write_components(file, pca, genes, ranks.rank() == 0);
  file.set_attribute("/", "scale", details.scaling.name);
  file.set_attribute("/", "method", details.method);
  for (const auto& [name, value] : details.parameters) file.set_attribute("/", name, value);
  write_scaling(file, details.scaling);
  file.write_strings("/samples/id", details.samples);
  file.create_matrix<float>("/scores", {details.samples.size(), pca.components.rows()});
  file.write_block<float>("/scores", {details.mine.offset, 0}, details.scores);
  file.commit();
}

void require_writable_pca(const std::filesystem::path& path, const mpi::Communicator& ranks) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    throw DataError(fmt::format("cannot write {}: it is a directory; name a file", path.string()));
  }
  // A file that is never committed leaves nothing behind.
  const auto tried = h5::File::create(path, ranks);
}

StoredPca read_pca(const std::filesystem::path& path, const mpi::Communicator& ranks) {
  const auto file = h5::File::open(path, ranks);
  if (!file.has_attribute("/", "format") || file.text_attribute("/", "format") != pca_format) {
    throw DataError(fmt::format("{}: not a PCA; expected a pca.h5 written by lampyris", path.string()));
  }
  if (const auto version = file.integer_attribute("/", "version"); version != pca_version) {
    throw DataError(
        fmt::format("{}: version {}; this program reads version {}", path.string(), version, pca_version));
  }
  StoredPca stored;
  stored.genes = file.read_strings("/genes/id");
  stored.pca.mean = file.read<double>("/mean");
  stored.pca.explained_variance = file.read<double>("/explained_variance");
  stored.pca.total_variance = file.number_attribute("/", "total_variance");
  const auto dims = file.dims("/components");
  const std::size_t genes = stored.genes.size();
  if (dims.size() != 2 || dims[1] != genes || stored.pca.mean.size() != genes) {
    throw DataError(fmt::format("{}: /components and /mean must have one value for each of {} genes",
                                path.string(), genes));
  }
  file.require_plausible("/components");
  stored.pca.components = file.read_block<float>("/components", {0, dims[0]}, {0, dims[1]});
  return stored;
}

}  // namespace lampyris::io
