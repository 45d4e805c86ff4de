// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/light_up.hpp"

#include <algorithm>
#include <stdexcept>
#include <vector>

#include "src/autoencoder/decode_differences.hpp"

namespace lampyris {
namespace {

std::vector<float> reference_codes(const NodeRange& range, Reference reference) {
  if (reference == Reference::zero) return std::vector<float>(range.maximum.size(), 0.0F);
  return reference == Reference::min ? range.minimum : range.mean;
}

}  // namespace

Matrix<float> light_up(const Model& model, std::size_t layer, Slice nodes, const LightUpOptions& options) {
  const Architecture& shape = model.architecture();
  if (layer < 1 || layer > shape.layers() || nodes.end() > shape.widths[layer - 1]) {
    throw std::logic_error("light_up: no such nodes");
  }
  const NodeRange& range = model.ranges[layer - 1];
  const auto reference = reference_codes(range, options.reference);
  std::vector<NodeChange> changes;
  for (std::size_t node = nodes.offset; node < nodes.end(); ++node) {
    const double level = range.maximum[node];
    changes.push_back({node, level - static_cast<double>(reference[node])});
  }
  const auto differences = decode_differences(model, layer, reference, changes);
  Matrix<float> scores(nodes.count, shape.genes);
  std::transform(differences.data(), differences.data() + scores.size(), scores.values().begin(),
                 [](double x) { return static_cast<float>(x); });
  return scores;
}

void light_up_in_blocks(const Model& model, Slice units, const LightUpOptions& options,
                        const std::function<void(const LayerNodes&, MatrixView<const float>)>& take,
                        std::size_t block) {
  for (const LayerNodes& of_layer : NodeNumbers(model.architecture().widths).layers_of(units)) {
    const Slice nodes = of_layer.nodes;
    for (std::size_t done = 0; done < nodes.count; done += block) {
      const Slice some{nodes.offset + done, std::min(block, nodes.count - done)};
      const auto scores = light_up(model, of_layer.layer, some, options);
      take({of_layer.layer, some, of_layer.first_unit + done}, scores.view());
    }
  }
}

}  // namespace lampyris
