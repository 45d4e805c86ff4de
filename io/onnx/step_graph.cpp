// SPDX-License-Identifier: Apache-2.0
#include "io/onnx/step_graph.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string_view>

#include "io/onnx/rank_graph.hpp"

namespace lampyris::io {
namespace {

constexpr std::int64_t along_genes = 1;

/// A step on its way into the graph.
struct PlacedStep {
  GraphBuilder& graph;
  const StepState& state;  // what it has learnt
  std::size_t genes;       // that it begins with
  GraphValue values;       // samples × genes, double, NaN = missing

  [[nodiscard]] GraphValue learnt(const std::string& name) const {
    return graph.vector<double>(std::span<const double>(state.of_size(name, genes)));
  }
  [[nodiscard]] GraphValue missing() const { return graph.apply("IsNaN", {values}); }
};

GraphValue add_log2(const PlacedStep& step) {
  auto& graph = step.graph;
  const auto shifted = graph.apply("Add", {step.values, graph.number(1.0)});
  return graph.apply("Div", {graph.apply("Log", {shifted}), graph.number(std::log(2.0))});
}

// values · 10⁶ / sum; an empty sample stays one.
GraphValue add_per_million(const PlacedStep& step) {
  auto& graph = step.graph;
  auto values = step.values;
  if (step.state.numbers.contains("lengths")) values = graph.apply("Div", {values, step.learnt("lengths")});
  const auto there = graph.apply("Where", {step.missing(), graph.number(0.0), values});
  const auto axis = graph.vector<std::int64_t>(std::span(&along_genes, 1));
  const auto total = graph.apply("ReduceSum", {there, axis});
  const auto empty = graph.apply("Equal", {total, graph.number(0.0)});
  const auto million = graph.number(1e6);
  const auto divisor = graph.apply("Where", {empty, million, total});
  return graph.apply("Mul", {values, graph.apply("Div", {million, divisor})});
}

// clamp((x − offset) · factor, low, high) of each gene; a missing value stays one.
GraphValue add_gene_map(const PlacedStep& step) {
  auto& graph = step.graph;
  const auto centred = graph.apply("Sub", {step.values, step.learnt("offset")});
  const auto scaled = graph.apply("Mul", {centred, step.learnt("factor")});
  const auto within =
      graph.apply("Min", {graph.apply("Max", {scaled, step.learnt("low")}), step.learnt("high")});
  return graph.apply("Where", {step.missing(), step.values, within});
}

GraphValue add_fill(const PlacedStep& step) {
  return step.graph.apply("Where", {step.missing(), step.learnt("offset"), step.values});
}

GraphValue add_filter(const PlacedStep& step) {
  const auto& kept = step.state.numbers.at("kept");
  std::vector<std::int64_t> columns(kept.size());
  std::ranges::transform(kept, columns.begin(), [](double gene) { return static_cast<std::int64_t>(gene); });
  return step.graph.apply(
      "Gather", {step.values, step.graph.vector<std::int64_t>(std::span<const std::int64_t>(columns))},
      {{"axis", along_genes}});
}

GraphValue add_rank(const PlacedStep& step) {
  auto& graph = step.graph;
  const auto ranked = add_midranks(graph, step.values, step.genes);
  const auto most =
      graph.apply("Max", {graph.apply("Sub", {ranked.count, graph.number(1.0)}), graph.number(1.0)});
  return graph.apply("Where", {step.missing(), step.values, graph.apply("Div", {ranked.rank, most})});
}

// The place of each value among the sorted reference ones, between two of which it may lie.
GraphValue add_quantile(const PlacedStep& step) {
  auto& graph = step.graph;
  const auto ranked = add_midranks(graph, step.values, step.genes);
  const auto last = graph.number(static_cast<double>(step.genes) - 1);
  const auto most =
      graph.apply("Max", {graph.apply("Sub", {ranked.count, graph.number(1.0)}), graph.number(1.0)});
  const auto exact = graph.apply("Div", {graph.apply("Mul", {ranked.rank, last}), most});
  const auto place = graph.apply("Where", {step.missing(), graph.number(0.0), exact});
  const auto low = graph.apply("Min", {graph.apply("Floor", {place}), last});
  const auto next = graph.apply("Min", {graph.apply("Add", {low, graph.number(1.0)}), last});
  const auto reference = step.learnt("reference");
  const auto at_low = graph.apply("Gather", {reference, graph.cast<std::int64_t>(low)});
  const auto at_next = graph.apply("Gather", {reference, graph.cast<std::int64_t>(next)});
  const auto rise =
      graph.apply("Mul", {graph.apply("Sub", {at_next, at_low}), graph.apply("Sub", {place, low})});
  return graph.apply("Where", {step.missing(), step.values, graph.apply("Add", {at_low, rise})});
}

struct KnownOperators {
  std::string_view step;
  GraphValue (*add)(const PlacedStep& step);
};

// Not impute=knn, centre and combat, which look at other samples.
constexpr std::array known_operators{
    KnownOperators{"log2", add_log2},         KnownOperators{"cpm", add_per_million},
    KnownOperators{"tpm", add_per_million},   KnownOperators{"rank", add_rank},
    KnownOperators{"quantile", add_quantile}, KnownOperators{"minmax", add_gene_map},
    KnownOperators{"zscore", add_gene_map},   KnownOperators{"winsorise", add_gene_map},
    KnownOperators{"expressed", add_filter},  KnownOperators{"variance", add_filter},
    KnownOperators{"variable", add_filter}};

// How to say a step; nothing for one that cannot be said.
GraphValue (*operators_of(std::string_view text))(const PlacedStep&) {
  if (text == "impute=mean") return add_fill;
  const auto name = text.substr(0, text.find('='));
  const auto* const found =
      std::ranges::find_if(known_operators, [&](const KnownOperators& one) { return one.step == name; });
  return found == known_operators.end() ? nullptr : found->add;
}

}  // namespace

std::size_t first_step_in_graph(const Pipeline& pipeline) {
  std::size_t first = pipeline.texts().size();
  while (first > 0 && operators_of(pipeline.texts()[first - 1]) != nullptr) --first;
  return first;
}

std::vector<std::string> genes_before(const Pipeline& pipeline, std::size_t step) {
  auto genes = pipeline.input_genes();
  const auto states = pipeline.states();
  for (std::size_t s = 0; s < step; ++s) {
    const auto kept = states[s].numbers.find("kept");
    if (kept == states[s].numbers.end()) continue;
    std::vector<std::string> left;
    for (const double gene : kept->second) left.push_back(genes.at(static_cast<std::size_t>(gene)));
    genes = std::move(left);
  }
  return genes;
}

GraphValue add_steps(GraphBuilder& graph, const Pipeline& pipeline, std::size_t first,
                     const GraphValue& genes) {
  if (first == pipeline.texts().size()) return genes;
  const auto states = pipeline.states();
  auto values = graph.cast<double>(genes);
  for (std::size_t s = first; s < pipeline.texts().size(); ++s) {
    const PlacedStep step{graph, states[s], genes_before(pipeline, s).size(), values};
    values = operators_of(pipeline.texts()[s])(step);
  }
  return graph.cast<float>(values);
}

}  // namespace lampyris::io
