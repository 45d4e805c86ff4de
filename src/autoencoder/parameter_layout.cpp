// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/parameter_layout.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "src/base/random.hpp"

namespace lampyris {
namespace {

constexpr std::size_t aligned = 16;  // floats in 64 bytes

template <class Use>
void for_each_element(const ParameterPiece& piece, Use use) {
  for (std::size_t i = 0; i < piece.rows.count; ++i) {
    for (std::size_t j = 0; j < piece.columns.count; ++j) {
      use(piece.rows[i], piece.columns[j], piece.at(i, j));
    }
  }
}

// One row of a dense layer's weights, inputs × outputs: the numbers of a row are drawn in the order of the
// outputs.
void draw_row(std::uint64_t seed, std::size_t dense, std::size_t input, double limit, std::span<float> row) {
  Random random(seed, Stream::initial_weights, (dense << 48) | input);
  for (float& weight : row) weight = static_cast<float>(limit * (2.0 * random.uniform() - 1.0));
}

}  // namespace

void ParameterLayout::add(ParameterPiece piece) {
  piece.offset = size_;
  size_ += (piece.size() + aligned - 1) / aligned * aligned;
  pieces_.push_back(piece);
}

const ParameterPiece& ParameterLayout::find(std::size_t dense, bool bias) const {
  const auto found = std::find_if(pieces_.begin(), pieces_.end(), [&](const ParameterPiece& piece) {
    return piece.dense == dense && piece.bias == bias;
  });
  if (found == pieces_.end()) throw std::logic_error("ParameterLayout: no such piece");
  return *found;
}

StoredShape stored_shape(const Architecture& architecture, std::size_t dense) {
  const std::size_t inputs = architecture.inputs(dense);
  const std::size_t outputs = architecture.outputs(dense);
  return dense == architecture.layers() ? StoredShape{outputs, inputs} : StoredShape{inputs, outputs};
}

std::size_t flat_index(const Architecture& architecture, const ParameterPiece& piece, std::size_t row,
                       std::size_t column) {
  if (piece.bias) return architecture.bias_offset(piece.dense) + column;
  const std::size_t input = piece.dense == architecture.layers() ? column : row;
  const std::size_t output = piece.dense == architecture.layers() ? row : column;
  return architecture.weight_offset(piece.dense) + input * architecture.outputs(piece.dense) + output;
}

ParameterLayout gene_layout(const Architecture& architecture, Slice genes, Ownership ownership) {
  ParameterLayout layout(architecture);
  const std::size_t last = architecture.layers();
  const auto whole = [](std::size_t size) { return Slice{0, size}; };
  layout.add({0, false, genes, whole(architecture.outputs(0)), false, 0, ownership.genes});
  for (std::size_t dense = 0; dense < last; ++dense) {
    if (dense > 0 && !architecture.is_tied(dense)) {
      layout.add({dense, false, whole(architecture.inputs(dense)), whole(architecture.outputs(dense)), false,
                  0, ownership.all});
    }
    layout.add({dense, true, whole(1), whole(architecture.outputs(dense)), false, 0, ownership.all});
  }
  if (!architecture.is_tied(last)) {
    layout.add({last, false, genes, whole(architecture.inputs(last)), false, 0, ownership.genes});
  }
  layout.add({last, true, whole(1), genes, false, 0, ownership.genes});
  return layout;
}

Slice inner_parameters(const ParameterLayout& layout) {
  const Architecture& shape = layout.architecture();
  const std::size_t last = shape.layers();
  const std::size_t first = layout.bias(0).offset;
  const std::size_t end = shape.is_tied(last) ? layout.bias(last).offset : layout.weights(last).offset;
  return {first, end - first};
}

void initialise(const ParameterLayout& layout, std::uint64_t seed, std::span<float> parameters) {
  const Architecture& shape = layout.architecture();
  std::fill(parameters.begin(), parameters.end(), 0.0F);
  for (const ParameterPiece& piece : layout.pieces()) {
    if (piece.bias || piece.size() == 0) continue;
    const bool turned = piece.dense == shape.layers();
    const AxisPart& inputs = turned ? piece.columns : piece.rows;
    const AxisPart& outputs = turned ? piece.rows : piece.columns;
    const double limit =
        std::sqrt(6.0 / static_cast<double>(shape.inputs(piece.dense) + shape.outputs(piece.dense)));
    std::vector<float> row(outputs[outputs.count - 1] + 1);
    for (std::size_t i = 0; i < inputs.count; ++i) {
      draw_row(seed, piece.dense, inputs[i], limit, row);
      for (std::size_t j = 0; j < outputs.count; ++j) {
        parameters[turned ? piece.at(j, i) : piece.at(i, j)] = row[outputs[j]];
      }
    }
  }
}

void initialise(Autoencoder& autoencoder, std::uint64_t seed) {
  const auto layout = gene_layout(autoencoder.architecture(), {0, autoencoder.architecture().genes});
  std::vector<float> parameters(layout.size());
  initialise(layout, seed, parameters);
  put_into(autoencoder, layout, parameters);
}

void take_from(const Autoencoder& autoencoder, const ParameterLayout& layout, std::span<float> parameters) {
  const auto whole = autoencoder.parameters();
  std::fill(parameters.begin(), parameters.end(), 0.0F);
  for (const ParameterPiece& piece : layout.pieces()) {
    for_each_element(piece, [&](std::size_t row, std::size_t column, std::size_t at) {
      parameters[at] = whole[flat_index(layout.architecture(), piece, row, column)];
    });
  }
}

void put_into(Autoencoder& autoencoder, const ParameterLayout& layout, std::span<const float> parameters) {
  const Architecture& shape = layout.architecture();
  const auto whole = autoencoder.parameters();
  for (const ParameterPiece& piece : layout.pieces()) {
    if (!piece.mine) continue;
    const std::size_t partner = shape.layers() - piece.dense;
    const bool has_tied_partner = !piece.bias && shape.is_tied(partner);
    for_each_element(piece, [&](std::size_t row, std::size_t column, std::size_t at) {
      whole[flat_index(shape, piece, row, column)] = parameters[at];
      // The owner is a layer of the encoder, inputs × outputs; the layer tied to it has outputs × inputs.
      if (has_tied_partner)
        whole[shape.weight_offset(partner) + column * shape.outputs(partner) + row] = parameters[at];
    });
  }
}

}  // namespace lampyris
