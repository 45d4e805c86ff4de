// SPDX-License-Identifier: Apache-2.0
#include "io/onnx/layer_graph.hpp"

#include "io/onnx/manifold_graph.hpp"
#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

GraphValue add_activation(GraphBuilder& graph, Activation activation, const GraphValue& sums) {
  switch (activation) {
    case Activation::sigmoid:
      return graph.apply("Sigmoid", {sums});
    case Activation::tanh:
      return graph.apply("Tanh", {sums});
    case Activation::relu:
      return graph.apply("Relu", {sums});
    case Activation::leaky_relu:
      return graph.apply("LeakyRelu", {sums}, {{"alpha", static_cast<float>(leaky_slope)}});
    case Activation::elu:
      return graph.apply("Elu", {sums}, {{"alpha", 1.0F}});
    case Activation::gelu:  // of layers that are refused
    case Activation::linear:
      break;
  }
  return sums;
}

std::vector<GraphValue> add_dense_layers(GraphBuilder& graph, const Autoencoder& autoencoder,
                                         GraphValue values, std::size_t from, std::size_t to) {
  const Architecture& shape = autoencoder.architecture();
  // All that there is to a layer: what is added to an architecture must be said in the graph, too.
  [[maybe_unused]] const auto& [genes, widths, hidden, output, tied, linear_nodes, normalised] = shape;
  std::vector<GraphValue> layers;
  for (std::size_t dense = from; dense < to; ++dense) {
    const auto weights = graph.matrix<float>(autoencoder.weights(dense));
    const auto bias = graph.vector<float>(autoencoder.bias(dense));
    values = add_activation(graph, shape.activation(dense), graph.apply("Gemm", {values, weights, bias}));
    layers.push_back(values);
  }
  return layers;
}

}  // namespace

// A kind of model is a branch here, as in propagate().
std::vector<GraphValue> add_layers(GraphBuilder& graph, const Model& model, const GraphValue& values,
                                   std::size_t from, std::size_t to) {
  if (model.manifold) return add_manifold(graph, *model.manifold, values, from, to);
  if (!model.architecture().plain()) {
    throw UsageError(
        "--format onnx: a residual network, layer norm and gelu have no graph yet; take --format npz, which "
        "has their "
        "arrays");
  }
  if (model.autoencoder.parameters().size() != model.architecture().parameters()) {
    throw UsageError(
        "--format onnx: this kind of model has no graph yet; take --format npz, which has its arrays");
  }
  return add_dense_layers(graph, model.autoencoder, values, from, to);
}

}  // namespace lampyris::io
