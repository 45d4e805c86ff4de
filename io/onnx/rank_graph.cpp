// SPDX-License-Identifier: Apache-2.0
#include "io/onnx/rank_graph.hpp"

#include <limits>
#include <span>
#include <vector>

namespace lampyris::io {
namespace {

constexpr std::int64_t in_sample = 1;
const std::vector<GraphAttribute> along_sample{{"axis", in_sample}};

GraphValue whole(GraphBuilder& graph, const std::vector<std::int64_t>& numbers) {
  return graph.vector<std::int64_t>(std::span<const std::int64_t>(numbers));
}

// Of sorted values, from 0 on, which of the different ones each is.
GraphValue number_of_value(GraphBuilder& graph, const GraphValue& sorted, std::size_t genes) {
  const auto size = static_cast<std::int64_t>(genes);
  const auto axis = whole(graph, {1});
  const auto before = graph.apply("Slice", {sorted, whole(graph, {0}), whole(graph, {size - 1}), axis});
  const auto after = graph.apply("Slice", {sorted, whole(graph, {1}), whole(graph, {size}), axis});
  const auto differs = graph.cast<std::int64_t>(graph.apply("Not", {graph.apply("Equal", {before, after})}));
  const auto with_first = graph.apply("Pad", {differs, whole(graph, {0, 1, 0, 0})});
  return graph.apply("CumSum", {with_first, graph.number(in_sample)});
}

}  // namespace

// The mean rank of equal values is where they end minus (their number + 1) / 2.
RankedValues add_midranks(GraphBuilder& graph, const GraphValue& values, std::size_t genes) {
  const auto missing = graph.apply("IsNaN", {values});
  const auto filled =
      graph.apply("Where", {missing, graph.number(std::numeric_limits<double>::infinity()), values});
  const auto sorted = graph.apply_for(2, "TopK", {filled, whole(graph, {static_cast<std::int64_t>(genes)})},
                                      {{"axis", in_sample}, {"largest", std::int64_t{0}}});
  const auto number = number_of_value(graph, sorted[0], genes);
  const auto zeros = graph.cast<double>(graph.apply("Sub", {number, number}));
  const auto one = graph.number(1.0);
  const auto ones = graph.apply("Add", {zeros, one});
  const auto equal = graph.apply("ScatterElements", {zeros, number, ones},
                                 {{"axis", in_sample}, {"reduction", std::string("add")}});
  const auto ends = graph.apply("CumSum", {equal, graph.number(in_sample)});
  const auto half = graph.apply("Div", {graph.apply("Add", {equal, one}), graph.number(2.0)});
  const auto mean = graph.apply("Sub", {ends, half});
  const auto in_order = graph.apply("GatherElements", {mean, number}, along_sample);
  const auto there = graph.cast<double>(graph.apply("Not", {missing}));
  return {graph.apply("ScatterElements", {zeros, sorted[1], in_order}, along_sample),
          graph.apply("ReduceSum", {there, whole(graph, {1})})};
}

}  // namespace lampyris::io
