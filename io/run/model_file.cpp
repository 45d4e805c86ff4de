// SPDX-License-Identifier: Apache-2.0
#include "io/run/model_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "io/hdf5/file.hpp"
#include "io/run/manifold_group.hpp"
#include "io/run/pipeline_group.hpp"
#include "io/run/scaling_group.hpp"
#include "mpi/exchange/node_autoencoder.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

constexpr const char* model_format = "lampyris-model";
constexpr std::int64_t model_version = 3;

// Where the weights and the bias of each dense layer lie; in files of version 1 under /steps.
std::string dense_group(std::size_t dense, std::int64_t version = model_version) {
  return fmt::format("/{}/{}", version == 1 ? "steps" : "dense", dense);
}

template <class T>
void write_vector(h5::File& file, const std::string& path, const std::vector<T>& values) {
  file.write<T>(path, std::span<const T>(values));
}

void write_architecture(h5::File& file, const Architecture& shape) {
  file.set_attribute("/", "format", std::string(model_format));
  file.set_attribute("/", "version", model_version);
  file.set_attribute("/", "hidden", to_string(shape.hidden));
  file.set_attribute("/", "output", to_string(shape.output));
  // Files of networks without these are what they always were.
  if (shape.linear_nodes > 0) {
    file.set_attribute("/", "linear_nodes", static_cast<std::int64_t>(shape.linear_nodes));
  }
  if (shape.normalised) file.set_attribute("/", "layer_norm", std::int64_t{1});
  write_vector(file, "/widths", std::vector<std::uint64_t>(shape.widths.begin(), shape.widths.end()));
}

void write_weights(h5::File& file, const Autoencoder& autoencoder, const World& world) {
  const Architecture& shape = autoencoder.architecture();
  for (std::size_t dense = 0; dense < shape.dense_layers(); ++dense) {
    const std::string group = dense_group(dense);
    const auto weights = autoencoder.weights(dense);
    file.make_group(group);
    file.create_matrix<float>(group + "/weights", {weights.rows(), weights.columns()});
    const Slice mine = world.share(weights.rows());
    if (mine.count > 0) {
      file.write_block<float>(group + "/weights", {mine.offset, 0},
                              weights.middle_rows(mine.offset, mine.count));
    }
    file.write<float>(group + "/bias", autoencoder.bias(dense));
  }
}

std::int64_t read_version(const h5::File& file, const std::filesystem::path& path) {
  if (!file.has_attribute("/", "format") || file.text_attribute("/", "format") != model_format) {
    throw DataError(fmt::format("{}: not a lampyris model; expected a model.h5 written by lampyris train",
                                path.string()));
  }
  const auto version = file.integer_attribute("/", "version");
  if (version < 1 || version > model_version) {
    throw DataError(
        fmt::format("{}: a model of version {}, written by a newer lampyris; this program reads versions "
                    "1 to {}: use a newer one, or train again",
                    path.string(), version, model_version));
  }
  return version;
}

Architecture read_architecture(const h5::File& file, const std::filesystem::path& path) {
  Architecture shape;
  const auto genes = file.dims("/genes/id");
  if (genes.size() != 1) throw DataError(fmt::format("{}: /genes/id must be a vector", path.string()));
  shape.genes = genes[0];
  for (const auto width : file.read<std::uint64_t>("/widths")) shape.widths.push_back(width);
  shape.hidden = activation_from(file.text_attribute("/", "hidden"), path.string() + " hidden");
  shape.output = activation_from(file.text_attribute("/", "output"), path.string() + " output");
  shape.normalised = file.has_attribute("/", "layer_norm") && file.integer_attribute("/", "layer_norm") != 0;
  if (!file.has_attribute("/", "linear_nodes")) return shape;
  const auto linear = file.integer_attribute("/", "linear_nodes");
  if (linear < 0 || std::any_of(shape.widths.begin(), shape.widths.end(), [linear](std::size_t width) {
        return width < static_cast<std::size_t>(linear);
      })) {
    throw DataError(fmt::format("{}: linear_nodes = {} does not fit /widths", path.string(), linear));
  }
  shape.linear_nodes = static_cast<std::size_t>(linear);
  return shape;
}

/// Reads vectors whose length must be known.
class Reader {
 public:
  Reader(const h5::File& file, const std::filesystem::path& path) : file_(file), path_(path) {}

  template <class T>
  [[nodiscard]] std::vector<T> vector(const std::string& dataset, std::size_t size) const {
    auto values = file_.read<T>(dataset);
    if (values.size() != size) {
      throw DataError(fmt::format("{}: {} has {} values, the architecture needs {}", path_.string(), dataset,
                                  values.size(), size));
    }
    return values;
  }

  void require_matrix(const std::string& dataset, std::size_t rows, std::size_t columns) const {
    const auto dims = file_.dims(dataset);
    if (dims.size() != 2 || dims[0] != rows || dims[1] != columns) {
      throw DataError(fmt::format("{}: {} is not of {} × {}, as the architecture needs", path_.string(),
                                  dataset, rows, columns));
    }
    file_.require_plausible(dataset);
  }

  void fill(const std::string& dataset, MatrixView<float> target) const {
    file_.read_block<float>(dataset, {0, 0}, target);
  }

 private:
  const h5::File& file_;
  const std::filesystem::path& path_;
};

// Before memory is taken for them.
void check_weights(const Reader& reader, const Architecture& shape, std::int64_t version) {
  for (std::size_t dense = 0; dense < shape.dense_layers(); ++dense) {
    reader.require_matrix(dense_group(dense, version) + "/weights", shape.inputs(dense),
                          shape.outputs(dense));
  }
}

// Every rank checks, so that all fail alike; one of those that share the copy reads.
void read_weights(const Reader& reader, std::int64_t version, mpi::NodeAutoencoder& shared) {
  const Architecture& shape = shared.autoencoder().architecture();
  const auto parameters = shared.autoencoder().parameters();
  for (std::size_t dense = 0; dense < shape.dense_layers(); ++dense) {
    const std::string group = dense_group(dense, version);
    const std::size_t rows = shape.inputs(dense);
    const std::size_t columns = shape.outputs(dense);
    const auto bias = reader.vector<float>(group + "/bias", columns);
    if (!shared.writes()) continue;
    reader.fill(group + "/weights", {parameters.data() + shape.weight_offset(dense), rows, columns});
    std::copy(bias.begin(), bias.end(),
              parameters.begin() + static_cast<std::ptrdiff_t>(shape.bias_offset(dense)));
  }
  shared.synchronise();
}

Scaling read_scaling(const h5::File& file, const Reader& reader, std::size_t genes) {
  return {file.text_attribute("/scaling", "name"),
          reader.vector<float>("/scaling/offset", genes),
          reader.vector<float>("/scaling/factor", genes),
          static_cast<float>(file.number_attribute("/scaling", "low")),
          static_cast<float>(file.number_attribute("/scaling", "high")),
          reader.vector<float>("/scaling/mean", genes)};
}

bool is_manifold(const h5::File& file, std::int64_t version, const std::filesystem::path& path) {
  if (version < 3) return false;
  const auto kind = file.text_attribute("/", "kind");
  if (kind == "manifold") return true;
  if (kind == "network" || kind == "residual") return false;
  throw DataError(fmt::format("{}: a model of kind \"{}\"; this program reads network, residual and manifold",
                              path.string(), kind));
}

// Before version 3 there were held-out samples alone, which chose the epoch.
std::vector<SamplePart> read_parts(const h5::File& file, std::int64_t version,
                                   const std::filesystem::path& path) {
  std::vector<SamplePart> parts;
  for (const auto part : file.read<std::uint8_t>(version < 3 ? "/samples/heldout" : "/samples/part")) {
    if (part > static_cast<std::uint8_t>(SamplePart::test)) {
      throw DataError(fmt::format("{}: /samples/part has {}, must be 0, 1 or 2", path.string(), part));
    }
    parts.push_back(static_cast<SamplePart>(part));
  }
  return parts;
}

const char* kind_of(const Model& model) {
  if (model.manifold) return "manifold";
  return model.architecture().linear_nodes > 0 ? "residual" : "network";
}

}  // namespace

void write_model(const std::filesystem::path& path, const Model& model, const mpi::Communicator& ranks) {
  auto file = h5::File::create(path, ranks);
  write_architecture(file, model.autoencoder.architecture());
  file.make_group("/genes");
  file.write_strings("/genes/id", model.genes);
  file.set_attribute("/", "kind", std::string(kind_of(model)));
  file.set_attribute("/", "refitted", std::int64_t{model.refitted ? 1 : 0});
  if (model.manifold) {
    write_manifold(file, *model.manifold, mpi::RankWorld(ranks));
  } else {
    write_weights(file, model.autoencoder, mpi::RankWorld(ranks));
  }

  write_pipeline(file, model.preprocessing);
  write_scaling(file, model.scaling);

  write_vector(file, "/training/minimum", model.training.minimum);
  write_vector(file, "/training/maximum", model.training.maximum);
  write_vector(file, "/training/mean", model.training.mean);
  write_vector(file, "/training/sd", model.training.sd);

  for (std::size_t layer = 1; layer <= model.ranges.size(); ++layer) {
    const NodeRange& range = model.ranges[layer - 1];
    const std::string group = fmt::format("/layers/{}", layer);
    write_vector(file, group + "/minimum", range.minimum);
    write_vector(file, group + "/mean", range.mean);
    write_vector(file, group + "/maximum", range.maximum);
  }
  std::vector<std::uint8_t> parts;
  for (const SamplePart part : model.parts) parts.push_back(static_cast<std::uint8_t>(part));
  write_vector(file, "/samples/part", parts);
  file.commit();
}

Model read_model(const std::filesystem::path& path, const mpi::Communicator& ranks) {
  const auto file = h5::File::open(path, ranks);
  const Reader reader(file, path);
  const std::int64_t version = read_version(file, path);
  const Architecture shape = read_architecture(file, path);
  Model model;
  if (version >= 3) model.refitted = file.integer_attribute("/", "refitted") != 0;
  if (is_manifold(file, version, path)) {
    model.autoencoder = Autoencoder(shape, ParameterStore{});
    model.manifold = read_manifold(file, path, shape.genes);
    if (shape.widths != std::vector{model.manifold->nodes.count()}) {
      throw DataError(fmt::format("{}: /widths are not the nodes of /manifold", path.string()));
    }
  } else {
    check_weights(reader, shape, version);
    mpi::NodeAutoencoder shared(ranks, shape);
    read_weights(reader, version, shared);
    model.autoencoder = std::move(shared).take();
    if (shape.code_layer() > 0) model.refinement = std::make_shared<CodeRefinement>(model.autoencoder);
  }
  model.genes = file.read_strings("/genes/id");
  model.preprocessing = read_pipeline(file);
  if (!model.preprocessing.empty() && model.preprocessing.output_genes() != model.genes) {
    throw DataError(fmt::format("{}: /preprocessing leaves other genes than /genes has", path.string()));
  }
  model.scaling = read_scaling(file, reader, shape.genes);
  model.training = {reader.vector<double>("/training/minimum", shape.genes),
                    reader.vector<double>("/training/maximum", shape.genes),
                    reader.vector<double>("/training/mean", shape.genes),
                    reader.vector<double>("/training/sd", shape.genes)};
  for (std::size_t layer = 1; layer <= shape.layers(); ++layer) {
    const std::string group = fmt::format("/layers/{}", layer);
    const std::size_t nodes = shape.widths[layer - 1];
    model.ranges.push_back({reader.vector<float>(group + "/minimum", nodes),
                            reader.vector<float>(group + "/mean", nodes),
                            reader.vector<float>(group + "/maximum", nodes)});
  }
  model.parts = read_parts(file, version, path);
  return model;
}

}  // namespace lampyris::io
