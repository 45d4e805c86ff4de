// SPDX-License-Identifier: Apache-2.0
#include "io/onnx/model_graph.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>

#include "io/files/atomic_file.hpp"
#include "io/onnx/graph_builder.hpp"
#include "io/onnx/layer_graph.hpp"
#include "io/onnx/step_graph.hpp"

namespace lampyris::io {
namespace {

using Lines = std::vector<std::string>;

// The version of the intermediate representation, 8, then the producer's name: the first two fields.
constexpr std::string_view first_bytes{"\x08\x08\x12\x08lampyris", 12};

/// A model on its way into a graph.
class ModelGraph {
 public:
  ModelGraph(const Model& model, const GraphChoice& choice)
      : model_(model), choice_(choice), graph_(choice.version) {}

  GraphSummary build() {
    const std::size_t last = model_.architecture().layers() + 1;
    if (choice_.part == GraphPart::decoder) {
      const auto code = graph_.input("code", width(choice_.code_layer), code_meaning());
      summary_.inputs.push_back(fmt::format("code ({})", width(choice_.code_layer)));
      give_layers(add_layers(graph_, model_, code, choice_.code_layer, last), choice_.code_layer + 1);
    } else {
      const bool whole = choice_.part == GraphPart::autoencoder;
      give_layers(add_layers(graph_, model_, add_genes(), 0, whole ? last : choice_.code_layer), 1);
      say_steps();
    }
    say_model();
    return summary_;
  }

  std::string take_bytes() { return graph_.take_bytes(); }

 private:
  [[nodiscard]] std::size_t width(std::size_t layer) const { return model_.architecture().widths[layer - 1]; }
  [[nodiscard]] std::string code_meaning() const {
    return fmt::format("activations of hidden layer {}", choice_.code_layer);
  }

  // The scaled genes, in the program's order of operations.
  GraphValue add_genes() {
    const std::size_t first = first_step_in_graph(model_.preprocessing);
    const std::size_t count =
        model_.preprocessing.empty() ? model_.genes.size() : genes_before(model_.preprocessing, first).size();
    const auto genes = graph_.input("genes", count, units_of_input(first));
    summary_.inputs.push_back(fmt::format("genes ({}: {})", count, units_of_input(first)));
    const auto prepared = add_steps(graph_, model_.preprocessing, first, genes);
    const Scaling& scaling = model_.scaling;
    const auto missing = graph_.apply("IsNaN", {prepared});
    const auto filled = graph_.apply("Where", {missing, constants(scaling.mean), prepared});
    const auto centred = graph_.apply("Sub", {filled, constants(scaling.offset)});
    const auto scaled = graph_.apply("Mul", {centred, constants(scaling.factor)});
    if (std::isinf(scaling.low) && std::isinf(scaling.high)) return scaled;
    return graph_.apply("Clip", {scaled, graph_.number(scaling.low), graph_.number(scaling.high)});
  }

  // A gene that does not vary is its offset.
  GraphValue unscaled(const GraphValue& reconstruction) {
    std::vector<float> spread;
    for (const float factor : model_.scaling.factor) spread.push_back(factor == 0 ? 0 : 1 / factor);
    const auto spread_out = graph_.apply("Mul", {reconstruction, constants(spread)});
    return graph_.apply("Add", {spread_out, constants(model_.scaling.offset)});
  }

  void give_layers(const std::vector<GraphValue>& values, std::size_t first) {
    const std::size_t last = model_.architecture().layers() + 1;
    for (std::size_t layer = first; layer < first + values.size(); ++layer) {
      const auto& value = values[layer - first];
      if (layer == last) {
        give("reconstruction", value, model_.genes.size(), "scaled, as the model gives it");
        give("reconstruction_original", unscaled(value), model_.genes.size(),
             "as the genes are before scaling");
        continue;
      }
      give(fmt::format("layer{}", layer), value, width(layer),
           fmt::format("activations of hidden layer {}", layer));
      if (layer == choice_.code_layer) give("code", value, width(layer), code_meaning());
    }
  }

  void give(const std::string& name, const GraphValue& value, std::size_t columns,
            const std::string& meaning) {
    graph_.output(name, value, columns, meaning);
    summary_.outputs.push_back(fmt::format("{} ({})", name, columns));
  }

  [[nodiscard]] std::string units_of_input(std::size_t first) const {
    const auto& steps = model_.preprocessing.texts();
    if (first == 0) return "as the imported cohort has them";
    return fmt::format("as they are after the steps {}",
                       fmt::join(steps.begin(), steps.begin() + first, ", "));
  }

  void say_steps() {
    const auto& steps = model_.preprocessing.texts();
    const auto first = steps.begin() + first_step_in_graph(model_.preprocessing);
    const Lines before(steps.begin(), first);
    say_list("lampyris.input_genes",
             steps.empty() ? model_.genes : genes_before(model_.preprocessing, before.size()));
    say_list("lampyris.steps_before", before);
    say_list("lampyris.steps", Lines(first, steps.end()));
    for (const auto& step : before) {
      summary_.absent.push_back(fmt::format("the step {}: give the genes as they are after it", step));
    }
    summary_.absent.emplace_back("refusals: a value that the program refuses becomes NaN, and so missing");
    if (model_.manifold || model_.refinement) {
      summary_.absent.emplace_back(
          "refined codes: these are one pass of the encoder; latent.h5ad and every table have refined ones");
    }
  }

  void say_model() {
    const char* network = model_.architecture().linear_nodes > 0 ? "residual" : "network";
    graph_.say("lampyris.kind", model_.manifold ? "manifold" : network);
    graph_.say("lampyris.part", word_of(choice_.part));
    graph_.say("lampyris.code_layer", std::to_string(choice_.code_layer));
    graph_.say("lampyris.scale", model_.scaling.name);
    say_list("lampyris.genes", model_.genes);
    say_list("lampyris.absent", summary_.absent);
  }

  void say_list(const std::string& key, const Lines& lines) { graph_.say(key, nlohmann::json(lines).dump()); }

  GraphValue constants(const std::vector<float>& values) {
    return graph_.vector<float>(std::span<const float>(values));
  }

  const Model& model_;
  const GraphChoice& choice_;
  GraphBuilder graph_;
  GraphSummary summary_;
};

}  // namespace

std::size_t narrowest_layer(const Architecture& architecture) {
  const auto& widths = architecture.widths;
  const auto from_middle = [&](std::size_t layer) {
    return std::abs(2 * static_cast<std::ptrdiff_t>(layer) - static_cast<std::ptrdiff_t>(widths.size()) - 1);
  };
  std::size_t best = 1;
  for (std::size_t layer = 2; layer <= widths.size(); ++layer) {
    const auto width = widths[layer - 1];
    const bool nearer = width == widths[best - 1] && from_middle(layer) < from_middle(best);
    if (width < widths[best - 1] || nearer) best = layer;
  }
  return best;
}

GraphSummary write_onnx(const std::filesystem::path& path, const Model& model, const GraphChoice& choice) {
  ModelGraph graph(model, choice);
  auto summary = graph.build();
  write_atomically(path, graph.take_bytes());
  return summary;
}

bool is_own_onnx(const std::filesystem::path& path) {
  std::array<char, first_bytes.size()> begin{};
  std::ifstream file(path, std::ios::binary);
  file.read(begin.data(), begin.size());
  return file && std::string_view(begin.data(), begin.size()) == first_bytes;
}

}  // namespace lampyris::io
