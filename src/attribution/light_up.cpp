// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/light_up.hpp"

#include <algorithm>
#include <functional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace lampyris {
namespace {

std::vector<float> reference_codes(const NodeRange& range, Reference reference) {
  if (reference == Reference::zero) return std::vector<float>(range.maximum.size(), 0.0F);
  return reference == Reference::min ? range.minimum : range.mean;
}

}  // namespace

Matrix<float> light_up(const ForwardPass& forward_pass, const Model& model, std::size_t layer, Slice nodes,
                       const LightUpOptions& options) {
  const Architecture& shape = model.autoencoder.architecture();
  if (layer < 1 || layer > shape.layers() || nodes.end() > shape.widths[layer - 1]) {
    throw std::logic_error("light_up: no such nodes");
  }
  const NodeRange& range = model.ranges[layer - 1];
  const auto reference = reference_codes(range, options.reference);
  Matrix<float> codes(nodes.count + 1, reference.size());  // the last row: no node is lit
  for (std::size_t i = 0; i <= nodes.count; ++i) {
    std::copy(reference.begin(), reference.end(), codes.row(i).begin());
    if (i < nodes.count) codes(i, nodes.offset + i) = range.maximum[nodes.offset + i];
  }
  const auto decoded =
      propagate(forward_pass, model, std::as_const(codes).view(), layer, shape.dense_layers());
  Matrix<float> scores(nodes.count, decoded.columns());
  for (std::size_t i = 0; i < scores.rows(); ++i) {
    std::transform(decoded.row(i).begin(), decoded.row(i).end(), decoded.row(nodes.count).begin(),
                   scores.row(i).begin(), std::minus<>());
  }
  return scores;
}

void light_up_in_blocks(const ForwardPass& forward_pass, const Model& model, Slice units,
                        const LightUpOptions& options,
                        const std::function<void(const LayerNodes&, MatrixView<const float>)>& take,
                        std::size_t block) {
  std::vector<LayerNodes> blocks;
  for (const LayerNodes& of_layer : NodeNumbers(model.autoencoder.architecture().widths).layers_of(units)) {
    const Slice nodes = of_layer.nodes;
    for (std::size_t done = 0; done < nodes.count; done += block) {
      blocks.push_back({of_layer.layer,
                        {nodes.offset + done, std::min(block, nodes.count - done)},
                        of_layer.first_unit + done});
    }
  }
  const std::size_t most = forward_pass.most(blocks.size());
  for (std::size_t b = 0; b < most; ++b) {
    const LayerNodes some = b < blocks.size() ? blocks[b] : LayerNodes{};
    const auto scores = light_up(forward_pass, model, some.layer, some.nodes, options);
    if (some.nodes.count > 0) take(some, scores.view());
  }
}

}  // namespace lampyris
