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
  std::size_t first = 0;
  std::size_t block = 1;
  std::size_t stride = 1;
  std::size_t count = 0;

  AxisPart() = default;
  AxisPart(std::size_t first_index, std::size_t block_size, std::size_t stride_size, std::size_t indices)
      : first(first_index), block(block_size), stride(stride_size), count(indices) {}
  // NOLINTNEXTLINE(google-explicit-constructor): a slice reads as a part
  AxisPart(Slice slice)
      : first(slice.offset), block(slice.count > 0 ? slice.count : 1), stride(block), count(slice.count) {}

  /// The index at `position` of this part.
  [[nodiscard]] std::size_t operator[](std::size_t position) const {
    return first + position / block * stride + position % block;
  }
};

/// What a rank holds of the weights or the bias of one dense layer. Weights are inputs × outputs, those of
/// the last dense layer outputs × inputs, so that both outer matrices have genes as rows; a bias is one row.
struct ParameterPiece {
  std::size_t dense = 0;
  bool bias = false;
  AxisPart rows, columns;     ///< which elements
  bool column_major = false;  ///< how they lie, from `offset` of the rank's vector on
  std::size_t offset = 0;
  bool mine = true;  ///< false: another rank that holds the same elements owns them

  [[nodiscard]] std::size_t size() const { return rows.count * columns.count; }
  [[nodiscard]] std::size_t at(std::size_t row, std::size_t column) const {
    return offset + (column_major ? column * rows.count + row : row * columns.count + column);
  }
};

/// Which parameters of an autoencoder a rank holds, and where they stand in its one flat vector (weights,
/// gradients and the optimiser's moments are all laid out alike). Pieces begin at multiples of 64 bytes; the
/// gaps between them are zero. Tied weights have no piece.
class ParameterLayout {
 public:
  ParameterLayout() = default;
  explicit ParameterLayout(Architecture architecture) : architecture_(std::move(architecture)) {}

  /// Appends a piece; its offset is set here.
  void add(ParameterPiece piece);

  [[nodiscard]] const Architecture& architecture() const { return architecture_; }
  [[nodiscard]] const std::vector<ParameterPiece>& pieces() const { return pieces_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Throws std::logic_error when there is none.
  [[nodiscard]] const ParameterPiece& weights(std::size_t dense) const { return find(dense, false); }
  [[nodiscard]] const ParameterPiece& bias(std::size_t dense) const { return find(dense, true); }

 private:
  [[nodiscard]] const ParameterPiece& find(std::size_t dense, bool bias) const;

  Architecture architecture_;
  std::vector<ParameterPiece> pieces_;
  std::size_t size_ = 0;
};

/// The rows and columns of a dense layer's stored matrix, see ParameterPiece.
struct StoredShape {
  std::size_t rows, columns;
};
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

/// Of the vector of gene_layout: the replicated inner parameters, from the first bias to the last inner one.
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
