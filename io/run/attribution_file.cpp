// SPDX-License-Identifier: Apache-2.0
#include "io/run/attribution_file.hpp"

#include <fmt/format.h>

#include "io/hdf5/file.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

constexpr const char* attribution_format = "lampyris-attribution";
constexpr std::int64_t attribution_version = 1;

std::string scores_of(std::size_t layer) {
  return fmt::format("/layers/{}/scores", layer);
}

void expect_format(const h5::File& file, const std::filesystem::path& path) {
  if (!file.has_attribute("/", "format") || file.text_attribute("/", "format") != attribution_format) {
    throw DataError(fmt::format(
        "{}: not a lampyris attribution; expected an attribution.h5 written by lampyris attribute",
        path.string()));
  }
  if (const auto version = file.integer_attribute("/", "version"); version != attribution_version) {
    throw DataError(fmt::format("{}: attribution version {}; this program reads version {}", path.string(),
                                version, attribution_version));
  }
}

}  // namespace

struct AttributionFile::State {
  h5::File file;
  std::vector<std::string> genes;
  std::vector<std::size_t> nodes;  // [layer − 1]
};

AttributionFile::AttributionFile(const std::filesystem::path& path, const mpi::Communicator& ranks)
    : state_(std::make_unique<State>(State{h5::File::open(path, ranks), {}, {}})) {
  const h5::File& file = state_->file;
  expect_format(file, path);
  state_->genes = file.read_strings("/genes/id");
  const std::size_t layers = file.children("/layers").size();
  for (std::size_t layer = 1; layer <= layers; ++layer) {
    const auto dims = file.dims(scores_of(layer));
    if (dims.size() != 2 || dims[1] != state_->genes.size()) {
      throw DataError(fmt::format("{}: {} must be nodes × {} genes: run lampyris attribute again",
                                  path.string(), scores_of(layer), state_->genes.size()));
    }
    state_->nodes.push_back(dims[0]);
  }
}

AttributionFile::~AttributionFile() = default;

const std::vector<std::string>& AttributionFile::genes() const {
  return state_->genes;
}
std::size_t AttributionFile::layers() const {
  return state_->nodes.size();
}
std::size_t AttributionFile::nodes(std::size_t layer) const {
  return state_->nodes.at(layer - 1);
}

Matrix<float> AttributionFile::read(std::size_t layer, Slice nodes) const {
  return state_->file.read_block<float>(scores_of(layer), nodes, {0, state_->genes.size()});
}

struct AttributionWriter::State {
  h5::File file;
};

AttributionWriter::AttributionWriter(const std::filesystem::path& path, const Contents& contents,
                                     const mpi::Communicator& ranks)
    : state_(std::make_unique<State>(State{h5::File::create(path, ranks)})) {
  h5::File& file = state_->file;
  file.set_attribute("/", "format", std::string(attribution_format));
  file.set_attribute("/", "version", attribution_version);
  file.set_attribute("/", "method", contents.method);
  file.set_attribute("/", "reference", contents.reference);
  file.set_attribute("/", "level", contents.level);
  file.write_strings("/genes/id", contents.genes);
  for (std::size_t layer = 1; layer <= contents.nodes.size(); ++layer) {
    file.create_matrix<float>(scores_of(layer), {contents.nodes[layer - 1], contents.genes.size()});
  }
}

AttributionWriter::~AttributionWriter() = default;

void AttributionWriter::write(std::size_t layer, std::size_t first_node, MatrixView<const float> scores) {
  state_->file.write_block<float>(scores_of(layer), {first_node, 0}, scores);
}

void AttributionWriter::finish() {
  state_->file.commit();
}

}  // namespace lampyris::io
