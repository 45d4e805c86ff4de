// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

#include "src/attribution/node_numbers.hpp"
#include "src/autoencoder/model.hpp"
#include "src/base/named_values.hpp"
#include "src/base/slice.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// Where the nodes that are not lit stand: at 0, or at their least or mean activation over the training
/// samples.
enum class Reference { zero, min, mean };
/// How brightly a node is lit: its largest activation over the training samples.
enum class Level { max };

template <>
struct Words<Reference> {
  static constexpr NamedValue<Reference> values[] = {
      {"zero", Reference::zero}, {"min", Reference::min}, {"mean", Reference::mean}};
};

template <>
struct Words<Level> {
  static constexpr NamedValue<Level> values[] = {{"max", Level::max}};
};

/// How the nodes of a layer are lit and what they are compared with.
struct LightUpOptions {
  Reference reference = Reference::min;  ///< where the other nodes stand
  Level level = Level::max;              ///< how brightly the lit node shines
};

/// Lights up nodes of one layer, one at a time: score_g = decode(h_on)_g − decode(h_ref)_g, in scaled units,
/// signed. h_ref has every node of the layer at its reference, h_on is h_ref with the node at its level.
/// nodes × genes; a row depends on its node alone, and is as precise for a node that hardly moves as for any
/// other (decode_differences). Source: Dwivedi et al. 2020 in words; the reference is our choice.
[[nodiscard]] Matrix<float> light_up(const Model& model, std::size_t layer, Slice nodes,
                                     const LightUpOptions& options);

/// light_up of these units, see NodeNumbers, in blocks of at most `block` nodes, so that memory does not grow
/// with the number of nodes: take(nodes, scores) is called in order.
void light_up_in_blocks(const Model& model, Slice units, const LightUpOptions& options,
                        const std::function<void(const LayerNodes&, MatrixView<const float>)>& take,
                        std::size_t block = 128);

}  // namespace lampyris
