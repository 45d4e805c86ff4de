// SPDX-License-Identifier: Apache-2.0
#include "io/run/attribution_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "io/hdf5/file.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

constexpr const char* attribution_format = "lampyris-attribution";
constexpr std::int64_t attribution_version = 1;

std::string of_layer(std::size_t layer, const char* dataset) {
  return fmt::format("/layers/{}/{}", layer, dataset);
}

std::string scores_of(std::size_t layer) {
  return of_layer(layer, "scores");
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

// One value a node of a layer. Throws DataError where there are more or fewer.
template <class T>
std::vector<T> of_nodes(std::vector<T> values, std::size_t nodes, const h5::File& file,
                        const std::string& dataset) {
  if (values.size() == nodes) return values;
  throw DataError(fmt::format("{}: {} has {} values for {} nodes: run lampyris attribute again",
                              file.path().string(), dataset, values.size(), nodes));
}

NodeNotes read_notes(const h5::File& file, const std::vector<std::size_t>& nodes) {
  NodeNotes notes;
  if (!file.has(of_layer(1, "constant"))) return notes;
  std::vector<std::size_t> first;
  const std::size_t total = NodeNumbers(nodes).total();
  for (std::size_t layer = 1; layer <= nodes.size(); ++layer) {
    const auto path = [&](const char* name) { return of_layer(layer, name); };
    const auto check = [&](auto values, const char* name) {
      return of_nodes(std::move(values), nodes[layer - 1], file, path(name));
    };
    const auto constant = check(file.read<std::uint8_t>(path("constant")), "constant");
    const auto duplicate = check(file.read<std::uint64_t>(path("duplicate_of")), "duplicate_of");
    for (std::size_t j = 0; j < constant.size(); ++j) {
      if (duplicate[j] > total) {
        throw DataError(fmt::format("{}: {} names a node {} of {}: run lampyris attribute again",
                                    file.path().string(), path("duplicate_of"), duplicate[j], total));
      }
      const std::size_t unit = duplicate[j] > 0 ? static_cast<std::size_t>(duplicate[j]) - 1 : first.size();
      first.push_back(constant[j] != 0 ? SignatureClasses::constant : unit);
    }
    for (auto& name : check(file.read_strings(path("name")), "name")) notes.names.push_back(std::move(name));
    const auto q = check(file.read<double>(path("name_q")), "name_q");
    notes.names_q.insert(notes.names_q.end(), q.begin(), q.end());
  }
  notes.classes = SignatureClasses(std::move(first));
  return notes;
}

}  // namespace

struct AttributionFile::State {
  h5::File file;
  std::vector<std::string> genes;
  std::vector<std::size_t> nodes;  // [layer − 1]
  const char* ranked;              // the dataset that signatures are ranked by
  NodeNotes notes;

  [[nodiscard]] Matrix<float> read(const char* dataset, std::size_t layer, Slice some) const {
    auto scores = file.read_block<float>(of_layer(layer, dataset), some, {0, genes.size()});
    std::size_t unit = some.offset;
    for (std::size_t below = 1; below < layer; ++below) unit += nodes[below - 1];
    for (std::size_t i = 0; i < scores.rows(); ++i) {
      if (notes.classes.is_constant(unit + i)) std::ranges::fill(scores.row(i), 0.0F);
    }
    return scores;
  }
};

AttributionFile::AttributionFile(const std::filesystem::path& path, const mpi::Communicator& ranks)
    : state_(std::make_unique<State>(State{h5::File::open(path, ranks), {}, {}, "scores", {}})) {
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
  if (file.has_attribute("/", "signatures") && file.text_attribute("/", "signatures") == "loading") {
    state_->ranked = "loading";
    for (std::size_t layer = 1; layer <= layers; ++layer) {
      if (file.dims(of_layer(layer, "loading")) != file.dims(scores_of(layer))) {
        throw DataError(fmt::format("{}: {} must be as large as scores: run lampyris attribute again",
                                    path.string(), of_layer(layer, "loading")));
      }
    }
  }
  state_->notes = read_notes(file, state_->nodes);
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
  return state_->read("scores", layer, nodes);
}

Matrix<float> AttributionFile::read_ranked(std::size_t layer, Slice nodes) const {
  return state_->read(state_->ranked, layer, nodes);
}

const NodeNotes& AttributionFile::notes() const {
  return state_->notes;
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
  file.set_attribute("/", "signatures", contents.signatures);
  file.write_strings("/genes/id", contents.genes);
  for (std::size_t layer = 1; layer <= contents.nodes.size(); ++layer) {
    const std::array dims{contents.nodes[layer - 1], contents.genes.size()};
    file.create_matrix<float>(scores_of(layer), dims);
    if (contents.loadings) file.create_matrix<float>(of_layer(layer, "loading"), dims);
  }
}

AttributionWriter::~AttributionWriter() = default;

void AttributionWriter::write(std::size_t layer, std::size_t first_node, MatrixView<const float> scores) {
  state_->file.write_block<float>(scores_of(layer), {first_node, 0}, scores);
}

void AttributionWriter::write_loading(std::size_t layer, std::size_t first_node,
                                      MatrixView<const float> loading) {
  state_->file.write_block<float>(of_layer(layer, "loading"), {first_node, 0}, loading);
}

void AttributionWriter::write_ridge(std::size_t layer, double ridge) {
  state_->file.set_attribute(of_layer(layer, "loading"), "ridge", ridge);
}

void AttributionWriter::write_notes(const NodeNotes& notes, const NodeNumbers& nodes) {
  h5::File& file = state_->file;
  for (const LayerNodes& layer : nodes.layers_of({0, nodes.total()})) {
    std::vector<std::uint8_t> constant;
    std::vector<std::uint64_t> duplicate;
    std::vector<std::string> names;
    std::vector<double> q;
    for (std::size_t j = 0; j < layer.nodes.count; ++j) {
      const std::size_t unit = layer.first_unit + j;
      const std::size_t first = notes.classes.first_of(unit);
      const bool still = notes.classes.is_constant(unit);
      constant.push_back(still ? 1 : 0);
      duplicate.push_back(still || first == unit ? 0 : first + 1);
      names.push_back(unit < notes.names.size() ? notes.names[unit] : std::string());
      q.push_back(notes.name_q(unit));
    }
    file.write<std::uint8_t>(of_layer(layer.layer, "constant"), constant);
    file.write<std::uint64_t>(of_layer(layer.layer, "duplicate_of"), duplicate);
    file.write_strings(of_layer(layer.layer, "name"), names);
    file.write<double>(of_layer(layer.layer, "name_q"), q);
  }
}

void AttributionWriter::finish() {
  state_->file.commit();
}

}  // namespace lampyris::io
