// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "src/autoencoder/activation.hpp"

namespace lampyris {

/// genes → widths[0] → … → widths[L−1] → genes. Hidden layers, the ones that a user sees and names, are 1…L;
/// dense layers, each one weight matrix and bias, are 0…L: dense layer s leads from layer s to layer s + 1,
/// layer 0 being the genes and layer L + 1 the reconstruction.
///
/// A residual network ends every hidden layer in linear nodes: they are the code P (x − μ) + f(x),
/// or what is known of it so far, and pass from layer to layer unchanged (see residual_start.hpp). The nodes
/// before them, which have the activation, are its bent nodes.
struct Architecture {
  std::size_t genes = 0;                    ///< inputs and outputs of the whole
  std::vector<std::size_t> widths;          ///< nodes of each hidden layer
  Activation hidden = Activation::sigmoid;  ///< of every dense layer but the last
  Activation output = Activation::sigmoid;  ///< of the last dense layer
  /// Dense layer L − s has the weights of dense layer s, transposed; the widths read the same from both ends.
  bool tied = false;
  std::size_t linear_nodes = 0;  ///< of every hidden layer, its last ones; 0 in a plain network
  bool normalised = false;       ///< layer norm (Ba et al. 2016, without gain) of the sums of bent nodes

  /// The number L of hidden layers.
  [[nodiscard]] std::size_t layers() const { return widths.size(); }
  /// The number L + 1 of dense layers.
  [[nodiscard]] std::size_t dense_layers() const { return widths.size() + 1; }
  /// The nodes that the dense layer reads from; of the first one, the genes.
  [[nodiscard]] std::size_t inputs(std::size_t dense) const { return dense == 0 ? genes : widths[dense - 1]; }
  /// The nodes that the dense layer leads to; of the last one, the genes.
  [[nodiscard]] std::size_t outputs(std::size_t dense) const {
    return dense == widths.size() ? genes : widths[dense];
  }
  /// The function that the dense layer applies to its sums.
  [[nodiscard]] Activation activation(std::size_t dense) const {
    return dense == widths.size() ? output : hidden;
  }
  /// The nodes of hidden layer `layer` that have the activation; they come first.
  [[nodiscard]] std::size_t bent_nodes(std::size_t layer) const { return widths[layer - 1] - linear_nodes; }
  /// Whether a node of a hidden layer is the activation of its own sum, with a slope by its value.
  [[nodiscard]] bool plain() const { return linear_nodes == 0 && !normalised && hidden != Activation::gelu; }
  /// The hidden layer of a residual network that is its code: it has linear nodes alone. 0: there is none.
  [[nodiscard]] std::size_t code_layer() const;
  /// Whether `dense` has the weights of dense layer L − `dense` instead of its own.
  [[nodiscard]] bool is_tied(std::size_t dense) const { return tied && 2 * dense > layers(); }
  /// Where the dense layer's weights begin in the flat vector of parameters: inputs × outputs row-major, then
  /// the bias.
  [[nodiscard]] std::size_t weight_offset(std::size_t dense) const;
  /// Where the dense layer's bias begins in it: outputs(dense) values.
  [[nodiscard]] std::size_t bias_offset(std::size_t dense) const;
  /// The length of the flat vector of parameters; tied weights are in it twice.
  [[nodiscard]] std::size_t parameters() const { return weight_offset(dense_layers()); }

  /// Compares member by member.
  friend bool operator==(const Architecture&, const Architecture&) = default;
};

/// Throws UsageError that names model.widths when the widths cannot be tied.
void require_tieable(const Architecture& architecture);

}  // namespace lampyris
