// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "src/autoencoder/model.hpp"
#include "src/base/named_values.hpp"

namespace lampyris::io {

/// The begin and end of a graph: genes → codes and reconstruction, genes → codes, codes → reconstruction.
enum class GraphPart { autoencoder, encoder, decoder };

}  // namespace lampyris::io

namespace lampyris {

template <>
struct Words<io::GraphPart> {
  static constexpr NamedValue<io::GraphPart> values[] = {{"autoencoder", io::GraphPart::autoencoder},
                                                         {"encoder", io::GraphPart::encoder},
                                                         {"decoder", io::GraphPart::decoder}};
};

}  // namespace lampyris

namespace lampyris::io {

/// How a model is put into a graph.
struct GraphChoice {
  GraphPart part = GraphPart::autoencoder;  ///< from what to what
  std::size_t code_layer = 1;               ///< the hidden layer that is the code, from 1
  std::string version;                      ///< of the program
};

/// The content of a graph, for people.
struct GraphSummary {
  std::vector<std::string> inputs;   ///< what has to be given
  std::vector<std::string> outputs;  ///< what comes out
  std::vector<std::string> absent;   ///< what the program does and the graph does not
};

/// Gives the narrowest hidden layer, of several the one nearest to the middle, the first of two.
[[nodiscard]] std::size_t narrowest_layer(const Architecture& architecture);

/// Writes a model as ONNX: `genes`, samples × genes as the first step in the graph takes them, NaN = missing
/// → `layer1` …, `code`, `reconstruction` (scaled) and `reconstruction_original` (as before scaling); the
/// decoder's input is `code`. Metadata have the genes' ids, the steps and what is absent. Not collective.
/// Atomic. Throws UsageError for a model without a graph or too large for one, DataError when it cannot be
/// written.
GraphSummary write_onnx(const std::filesystem::path& path, const Model& model, const GraphChoice& choice);

/// Whether this program wrote the file, by its first bytes; false when it cannot be read. Not collective.
[[nodiscard]] bool is_own_onnx(const std::filesystem::path& path);

}  // namespace lampyris::io
