// SPDX-License-Identifier: Apache-2.0
#include "io/onnx/manifold_graph.hpp"

#include <numeric>
#include <span>

namespace lampyris::io {
namespace {

const std::vector<GraphAttribute> second_transposed{{"transB", std::int64_t{1}}};

/// The operators of one manifold.
class ManifoldOperators {
 public:
  ManifoldOperators(GraphBuilder& graph, const ManifoldModel& model)
      : graph_(graph),
        model_(model),
        space_(model.manifold.space),
        directions_(graph.matrix<float>(space_.directions.view())) {}

  // activations = (encode(scores of the genes) − centre) · unmixing
  GraphValue encode(const GraphValue& genes) {
    const auto centred = graph_.apply(
        "Sub", {graph_.cast<double>(genes), graph_.vector<double>(std::span<const double>(space_.mean))});
    const auto scores = graph_.apply("Gemm", {graph_.cast<float>(centred), directions_}, second_transposed);
    const auto wide = graph_.cast<double>(scores);
    const auto codes =
        add_expansion(model_.manifold.encoder, wide, first_columns(wide, model_.manifold.code));
    const auto from_centre =
        graph_.apply("Sub", {graph_.cast<float>(codes), graph_.vector<float>(model_.nodes.centre.row(0))});
    return graph_.apply("MatMul", {from_centre, graph_.matrix<float>(model_.nodes.unmixing.view())});
  }

  // reconstruction = mean + decode(centre + activations · mixing) · directions
  GraphValue decode(const GraphValue& activations) {
    const auto codes = graph_.cast<double>(
        graph_.apply("Gemm", {activations, graph_.matrix<float>(model_.nodes.mixing.view()),
                              graph_.vector<float>(model_.nodes.centre.row(0))}));
    const auto scores = graph_.cast<float>(add_expansion(model_.manifold.decoder, codes, padded(codes)));
    const std::vector<float> mean(space_.mean.begin(), space_.mean.end());
    return graph_.apply("Gemm", {scores, directions_, graph_.vector<float>(std::span<const float>(mean))});
  }

 private:
  GraphValue first_columns(const GraphValue& scores, std::size_t count) {
    std::vector<std::int64_t> columns(count);
    std::iota(columns.begin(), columns.end(), 0);
    return graph_.apply("Gather",
                        {scores, graph_.vector<std::int64_t>(std::span<const std::int64_t>(columns))},
                        {{"axis", std::int64_t{1}}});
  }

  GraphValue padded(const GraphValue& codes) {
    const auto more = static_cast<std::int64_t>(space_.rank() - model_.manifold.code);
    const std::vector<std::int64_t> around{0, 0, 0, more};
    return graph_.apply("Pad", {codes, graph_.vector<std::int64_t>(std::span<const std::int64_t>(around))});
  }

  // before + κ(points, landmarks) · weights
  GraphValue add_expansion(const KernelExpansion& expansion, const GraphValue& points,
                           const GraphValue& before) {
    if (expansion.landmarks.rows() == 0) return before;
    const auto similarity = kernel_of(expansion.kernel, scaled_distances(expansion, points));
    const auto weights = graph_.cast<double>(graph_.matrix<float>(expansion.weights.view()));
    return graph_.apply("Add", {before, graph_.apply("MatMul", {similarity, weights})});
  }

  // scale · max(0, ‖point‖² + ‖landmark‖² − 2 point · landmark)
  GraphValue scaled_distances(const KernelExpansion& expansion, const GraphValue& points) {
    std::vector<double> squares;
    for (std::size_t m = 0; m < expansion.landmarks.rows(); ++m) {
      double sum = 0;
      for (const float x : expansion.landmarks.row(m)) sum += static_cast<double>(x) * x;
      squares.push_back(sum);
    }
    const auto landmarks = graph_.cast<double>(graph_.matrix<float>(expansion.landmarks.view()));
    const auto crossed =
        graph_.apply("Gemm", {points, landmarks, graph_.vector<double>(std::span<const double>(squares))},
                     {{"transB", std::int64_t{1}}, {"alpha", -2.0F}});
    const auto own = graph_.apply("ReduceSumSquare", {points}, {{"axes", std::vector<std::int64_t>{1}}});
    const auto distances = graph_.apply("Add", {crossed, own});
    const auto no_less = graph_.apply("Max", {distances, graph_.number(0.0)});
    return graph_.apply("Mul", {no_less, graph_.number(expansion.scale())});
  }

  GraphValue kernel_of(Kernel kernel, const GraphValue& q) {
    switch (kernel) {
      case Kernel::rbf:
        return graph_.apply("Exp", {graph_.apply("Neg", {q})});
      case Kernel::matern32:
        break;
    }
    const auto s = graph_.apply("Sqrt", {graph_.apply("Mul", {q, graph_.number(3.0)})});
    const auto falling = graph_.apply("Exp", {graph_.apply("Neg", {s})});
    return graph_.apply("Mul", {graph_.apply("Add", {s, graph_.number(1.0)}), falling});
  }

  GraphBuilder& graph_;
  const ManifoldModel& model_;
  const PrincipalSpace& space_;
  GraphValue directions_;
};

}  // namespace

std::vector<GraphValue> add_manifold(GraphBuilder& graph, const ManifoldModel& model,
                                     const GraphValue& values, std::size_t from, std::size_t to) {
  ManifoldOperators operators(graph, model);
  std::vector<GraphValue> layers;
  if (from == 0) layers.push_back(operators.encode(values));
  if (to == 2) layers.push_back(operators.decode(from == 0 ? layers.front() : values));
  return layers;
}

}  // namespace lampyris::io
