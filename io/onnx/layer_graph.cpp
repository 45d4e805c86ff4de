// SPDX-License-Identifier: Apache-2.0
#include "io/onnx/layer_graph.hpp"

#include <numbers>
#include <span>

#include "io/onnx/manifold_graph.hpp"
#include "src/autoencoder/hidden_layer.hpp"
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
    case Activation::gelu: {
      // z / 2 · (1 + erf(z / √2))
      const auto inside = graph.apply("Mul", {sums, graph.number(std::numbers::sqrt2_v<float> / 2)});
      const auto twice = graph.apply("Add", {graph.apply("Erf", {inside}), graph.number(1.0F)});
      return graph.apply("Mul", {graph.apply("Mul", {sums, graph.number(0.5F)}), twice});
    }
    case Activation::linear:
      break;
  }
  return sums;
}

// (sum − mean) / sd over the nodes of one sample, in double, as normalise().
GraphValue add_layer_norm(GraphBuilder& graph, const GraphValue& sums) {
  const std::vector<GraphAttribute> over_nodes{{"axes", std::vector<std::int64_t>{1}}};
  const auto wide = graph.cast<double>(sums);
  const auto centred = graph.apply("Sub", {wide, graph.apply("ReduceMean", {wide}, over_nodes)});
  const auto variance = graph.apply("ReduceMean", {graph.apply("Mul", {centred, centred})}, over_nodes);
  const auto sd = graph.apply("Sqrt", {graph.apply("Add", {variance, graph.number(layer_norm_epsilon)})});
  return graph.cast<float>(graph.apply("Div", {centred, sd}));
}

GraphValue add_columns(GraphBuilder& graph, const GraphValue& values, std::size_t first, std::size_t end) {
  const auto indices = [&](std::size_t index) {
    const auto one = static_cast<std::int64_t>(index);
    return graph.vector<std::int64_t>(std::span(&one, 1));
  };
  return graph.apply("Slice", {values, indices(first), indices(end), indices(1)});
}

// The nodes of a hidden layer: bent ones, which come first, and linear ones, which are their sums.
GraphValue add_hidden_nodes(GraphBuilder& graph, const Architecture& shape, std::size_t layer,
                            const GraphValue& sums) {
  const std::size_t bent = shape.bent_nodes(layer);
  if (bent == 0) return sums;
  auto values = shape.linear_nodes == 0 ? sums : add_columns(graph, sums, 0, bent);
  if (shape.normalised) values = add_layer_norm(graph, values);
  values = add_activation(graph, shape.hidden, values);
  if (shape.linear_nodes == 0) return values;
  return graph.apply("Concat", {values, add_columns(graph, sums, bent, shape.widths[layer - 1])},
                     {{"axis", std::int64_t{1}}});
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
    const auto sums = graph.apply("Gemm", {values, weights, bias});
    values = dense < shape.layers() ? add_hidden_nodes(graph, shape, dense + 1, sums)
                                    : add_activation(graph, shape.output, sums);
    layers.push_back(values);
  }
  return layers;
}

}  // namespace

// A kind of model is a branch here, as in propagate().
std::vector<GraphValue> add_layers(GraphBuilder& graph, const Model& model, const GraphValue& values,
                                   std::size_t from, std::size_t to) {
  if (model.manifold) return add_manifold(graph, *model.manifold, values, from, to);
  if (model.autoencoder.parameters().size() != model.architecture().parameters()) {
    throw UsageError(
        "--format onnx: this kind of model has no graph yet; take --format npz, which has its arrays");
  }
  return add_dense_layers(graph, model.autoencoder, values, from, to);
}

}  // namespace lampyris::io
