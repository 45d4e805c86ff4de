#include "src/attribution/light_up.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>
#include <vector>

#include "src/base/error.hpp"

namespace lampyris {
namespace {

std::vector<float> reference_codes(const NodeRange& range, Reference reference) {
  if (reference == Reference::zero) return std::vector<float>(range.maximum.size(), 0.0F);
  return reference == Reference::min ? range.minimum : range.mean;
}

Reference reference_from(const std::string& name) {
  if (name == "zero") return Reference::zero;
  if (name == "min") return Reference::min;
  if (name == "mean") return Reference::mean;
  throw UsageError(fmt::format("attribute.reference = \"{}\": must be zero, min or mean", name));
}

}  // namespace

LightUpOptions light_up_options(const std::string& method, const std::string& reference,
                                const std::string& level) {
  if (method != "light-up") {
    throw UsageError(fmt::format("attribute.method = \"{}\": the only method is light-up", method));
  }
  if (level != "max") throw UsageError(fmt::format("attribute.level = \"{}\": the only level is max", level));
  return {.reference = reference_from(reference), .level = Level::max};
}

Matrix<float> light_up(const Model& model, std::size_t layer, Slice nodes, const LightUpOptions& options) {
  const Architecture& shape = model.autoencoder.architecture();
  if (layer < 1 || layer > shape.layers() || nodes.end() > shape.widths[layer - 1]) {
    throw std::logic_error("light_up: no such nodes");
  }
  const NodeRange& range = model.ranges[layer - 1];
  const auto reference = reference_codes(range, options.reference);
  const auto dark =
      decode(model.autoencoder, MatrixView<const float>(reference.data(), 1, reference.size()), layer);

  Matrix<float> codes(nodes.count, reference.size());
  for (std::size_t i = 0; i < nodes.count; ++i) {
    std::copy(reference.begin(), reference.end(), codes.row(i).begin());
    codes(i, nodes.offset + i) = range.maximum[nodes.offset + i];
  }
  auto scores = decode(model.autoencoder, std::as_const(codes).view(), layer);
  for (std::size_t i = 0; i < scores.rows(); ++i) {
    for (std::size_t g = 0; g < scores.columns(); ++g) scores(i, g) -= dark(0, g);
  }
  return scores;
}

void light_up_in_blocks(const Model& model, const LayerNodes& nodes, const LightUpOptions& options,
                        const std::function<void(const LayerNodes&, MatrixView<const float>)>& take,
                        std::size_t block) {
  for (std::size_t done = 0; done < nodes.nodes.count; done += block) {
    const LayerNodes some{nodes.layer,
                          {nodes.nodes.offset + done, std::min(block, nodes.nodes.count - done)},
                          nodes.first_unit + done};
    const auto scores = light_up(model, some.layer, some.nodes, options);
    take(some, scores.view());
  }
}

}  // namespace lampyris
