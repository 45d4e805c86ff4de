// SPDX-License-Identifier: Apache-2.0
#include "io/run/manifold_group.hpp"

#include <fmt/format.h>

#include <span>
#include <string>
#include <vector>

#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

void write_matrix(h5::File& file, const std::string& path, const Matrix<float>& values, const World& world) {
  file.create_matrix<float>(path, {values.rows(), values.columns()});
  const Slice mine = world.share(values.rows());
  if (mine.count > 0) {
    file.write_block<float>(path, {mine.offset, 0}, values.view().middle_rows(mine.offset, mine.count));
  }
}

void write_expansion(h5::File& file, const std::string& group, const KernelExpansion& expansion,
                     const World& world) {
  file.make_group(group);
  file.set_attribute(group, "kernel", word_of(expansion.kernel));
  file.set_attribute(group, "width", expansion.width);
  file.set_attribute(group, "unit", expansion.unit);
  write_matrix(file, group + "/landmarks", expansion.landmarks, world);
  write_matrix(file, group + "/weights", expansion.weights, world);
}

/// Reads arrays whose shape must be known.
class ShapeReader {
 public:
  ShapeReader(const h5::File& file, const std::filesystem::path& path) : file_(file), path_(path) {}

  [[nodiscard]] Matrix<float> matrix(const std::string& dataset, std::size_t rows,
                                     std::size_t columns) const {
    const auto dims = file_.dims(dataset);
    if (dims.size() != 2 || dims[0] != rows || dims[1] != columns) {
      throw DataError(fmt::format("{}: {} is not of {} × {}, as the rest of /manifold needs", path_.string(),
                                  dataset, rows, columns));
    }
    file_.require_plausible(dataset);
    return file_.read_block<float>(dataset, {0, rows}, {0, columns});
  }

  [[nodiscard]] std::vector<double> vector(const std::string& dataset, std::size_t size) const {
    auto values = file_.read<double>(dataset);
    if (values.size() != size) {
      throw DataError(fmt::format("{}: {} has {} values, the rest of /manifold needs {}", path_.string(),
                                  dataset, values.size(), size));
    }
    return values;
  }

  [[nodiscard]] std::size_t rows(const std::string& dataset) const {
    const auto dims = file_.dims(dataset);
    if (dims.size() != 2) throw DataError(fmt::format("{}: {} must be a matrix", path_.string(), dataset));
    return dims[0];
  }

  [[nodiscard]] KernelExpansion expansion(const std::string& group, std::size_t inputs,
                                          std::size_t outputs) const {
    KernelExpansion result;
    result.kernel =
        value_of<Kernel>(file_.text_attribute(group, "kernel"), path_.string() + " " + group + " kernel");
    result.width = file_.number_attribute(group, "width");
    result.unit = file_.number_attribute(group, "unit");
    if (!(result.width > 0) || !(result.unit > 0)) {
      throw DataError(fmt::format("{}: width and unit of {} must be above 0", path_.string(), group));
    }
    const std::size_t landmarks = rows(group + "/landmarks");
    result.landmarks = matrix(group + "/landmarks", landmarks, inputs);
    result.weights = matrix(group + "/weights", landmarks, outputs);
    return result;
  }

 private:
  const h5::File& file_;
  const std::filesystem::path& path_;
};

}  // namespace

void write_manifold(h5::File& file, const ManifoldModel& model, const World& world) {
  const PrincipalManifold& manifold = model.manifold;
  file.make_group("/manifold");
  file.set_attribute("/manifold", "total_variance", manifold.space.total_variance);
  file.write<double>("/manifold/mean", manifold.space.mean);
  file.write<double>("/manifold/variances", manifold.space.variances);
  write_matrix(file, "/manifold/directions", manifold.space.directions, world);
  write_expansion(file, "/manifold/decoder", manifold.decoder, world);
  write_expansion(file, "/manifold/encoder", manifold.encoder, world);
  file.make_group("/manifold/nodes");
  write_matrix(file, "/manifold/nodes/centre", model.nodes.centre, world);
  write_matrix(file, "/manifold/nodes/unmixing", model.nodes.unmixing, world);
  write_matrix(file, "/manifold/nodes/mixing", model.nodes.mixing, world);
}

ManifoldModel read_manifold(const h5::File& file, const std::filesystem::path& path, std::size_t genes) {
  const ShapeReader reader(file, path);
  ManifoldModel model;
  PrincipalManifold& manifold = model.manifold;
  const std::size_t rank = reader.rows("/manifold/directions");
  manifold.space.total_variance = file.number_attribute("/manifold", "total_variance");
  manifold.space.mean = reader.vector("/manifold/mean", genes);
  manifold.space.variances = reader.vector("/manifold/variances", rank);
  manifold.space.directions = reader.matrix("/manifold/directions", rank, genes);
  manifold.code = reader.rows("/manifold/nodes/unmixing");
  manifold.decoder = reader.expansion("/manifold/decoder", manifold.code, rank);
  manifold.encoder = reader.expansion("/manifold/encoder", rank, manifold.code);
  const std::size_t nodes = reader.rows("/manifold/nodes/mixing");
  model.nodes.centre = reader.matrix("/manifold/nodes/centre", 1, manifold.code);
  model.nodes.unmixing = reader.matrix("/manifold/nodes/unmixing", manifold.code, nodes);
  model.nodes.mixing = reader.matrix("/manifold/nodes/mixing", nodes, manifold.code);
  return model;
}

}  // namespace lampyris::io
