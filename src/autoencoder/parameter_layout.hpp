// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/autoencoder/autoencoder.hpp"
#include "src/base/slice.hpp"

namespace lampyris {

/// Part of an axis: `count` indices in blocks of `block`, one block every `stride`, from `first` on. A
/// contiguous part is one block.
struct AxisPart {
  std::size_t first = 0;   ///< the index where the part begins
  std::size_t block = 1;   ///< indices in a row, at least 1
  std::size_t stride = 1;  ///< from the begin of one block to that of the next
  std::size_t count = 0;   ///< indices of the part

  /// No index.
  AxisPart() = default;
  /// Sets the members in their order.
  AxisPart(std::size_t first_index, std::size_t block_size, std::size_t stride_size, std::size_t indices)
      : first(first_index), block(block_size), stride(stride_size), count(indices) {}
  /// A contiguous part.
  // NOLINTNEXTLINE(google-explicit-constructor): a slice reads as a part
  AxisPart(Slice slice)
      : first(slice.offset), block(slice.count > 0 ? slice.count : 1), stride(block), count(slice.count) {}

  /// The index at `position` of this part.
  [[nodiscard]] std::size_t operator[](std::size_t position) const {
    return first + position / block * stride + position % block;
  }
};

/// The part of one dense layer's weights or bias that a rank holds. Weights are inputs × outputs, those of
/// the last dense layer outputs × inputs, so that both outer matrices have genes as rows; a bias is one row.
struct ParameterPiece {
  std::size_t dense = 0;      ///< which dense layer
  bool bias = false;          ///< its bias instead of its weights
  AxisPart rows;              ///< which rows of the stored matrix
  AxisPart columns;           ///< which columns of it
  bool column_major = false;  ///< how they lie, from `offset` of the rank's vector on
  std::size_t offset = 0;     ///< where it begins in the rank's vector
  bool mine = true;           ///< false: another rank that holds the same elements owns them

  /// The number of elements.
  [[nodiscard]] std::size_t size() const { return rows.count * columns.count; }
  /// Where an element stands in the rank's vector; `row` and `column` are positions in the piece.
  [[nodiscard]] std::size_t at(std::size_t row, std::size_t column) const {
    return offset + (column_major ? column * rows.count + row : row * columns.count + column);
  }
};

/// Which parameters of an autoencoder a rank holds, and where they stand in its one flat vector (weights,
/// gradients and the optimiser's moments are all laid out alike). Pieces begin at multiples of 64 bytes; the
/// gaps between them are zero. Tied weights have no piece.
class ParameterLayout {
 public:
  /// Nothing is held.
  ParameterLayout() = default;
  /// Holds nothing yet of this autoencoder; pieces are added.
  explicit ParameterLayout(Architecture architecture) : architecture_(std::move(architecture)) {}

  /// Appends a piece; its offset is set here.
  void add(ParameterPiece piece);

  /// The autoencoder whose parameters are held.
  [[nodiscard]] const Architecture& architecture() const { return architecture_; }
  /// All pieces, in the order of their offsets.
  [[nodiscard]] const std::vector<ParameterPiece>& pieces() const { return pieces_; }
  /// The length of the rank's vector, with the gaps between pieces.
  [[nodiscard]] std::size_t size() const { return size_; }
  /// The piece with the weights of a dense layer. Throws std::logic_error when there is none.
  [[nodiscard]] const ParameterPiece& weights(std::size_t dense) const { return find(dense, false); }
  /// The piece with the bias of a dense layer. Throws std::logic_error when there is none.
  [[nodiscard]] const ParameterPiece& bias(std::size_t dense) const { return find(dense, true); }

 private:
  [[nodiscard]] const ParameterPiece& find(std::size_t dense, bool bias) const;

  Architecture architecture_;
  std::vector<ParameterPiece> pieces_;
  std::size_t size_ = 0;
};

/// The rows and columns of a dense layer's stored matrix, see ParameterPiece.
struct StoredShape {
  std::size_t rows;     ///< inputs of the dense layer, of the last one its outputs
  std::size_t columns;  ///< outputs of the dense layer, of the last one its inputs
};
/// Gives the stored shape of a dense layer's weights.
[[nodiscard]] StoredShape stored_shape(const Architecture& architecture, std::size_t dense);

/// Where element (row, column) of a piece's stored matrix stands in the flat vector of an Autoencoder.
[[nodiscard]] std::size_t flat_index(const Architecture& architecture, const ParameterPiece& piece,
                                     std::size_t row, std::size_t column);

/// Which of the ranks that hold the same parameters own them: write, save and count them.
struct Ownership {
  bool genes = true;  ///< this slice of the genes: one rank in each gene group
  bool all = true;    ///< the inner layers: one rank in all
};

/// The outer weights and the last bias by a slice of the genes, all inner parameters whole. The order: first
/// weights, inner parameters, last weights, last bias.
[[nodiscard]] ParameterLayout gene_layout(const Architecture& architecture, Slice genes,
                                          Ownership ownership = {});

/// The replicated inner parameters in the vector of gene_layout, from the first bias to the last inner one.
[[nodiscard]] Slice inner_parameters(const ParameterLayout& layout);

/// Glorot-uniform weights, zero biases; each weight a function of (seed, its index) alone, whatever the
/// layout.
void initialise(const ParameterLayout& layout, std::uint64_t seed, std::span<float> parameters);
/// The same, of all parameters; tied weights are the same twice.
void initialise(Autoencoder& autoencoder, std::uint64_t seed);

/// Copies the elements of this layout out of an autoencoder.
void take_from(const Autoencoder& autoencoder, const ParameterLayout& layout, std::span<float> parameters);

/// Puts the elements that are `mine` where they belong in an autoencoder, tied weights too; touches no
/// others. The sum over all ranks, from zero, is the whole autoencoder.
void put_into(Autoencoder& autoencoder, const ParameterLayout& layout, std::span<const float> parameters);

}  // namespace lampyris
