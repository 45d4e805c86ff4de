// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "src/base/slice.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris {

/// The ranks that hold the same samples and different genes, seen from one of them: the port through which
/// they exchange what lies between the outer layers. The buffers belong to the axis and are as large as it
/// was made for. Between a buffer's collective call and the next one of the same buffer, a rank only reads
/// it.
class GeneAxis {
 public:
  /// The two sets of whole rows that a step needs at once: the last code, and δ of the first layer.
  enum class Channel { code, delta };

  virtual ~GeneAxis() = default;
  /// The number of ranks.
  [[nodiscard]] virtual std::size_t parts() const = 0;
  /// My number among them, from 0.
  [[nodiscard]] virtual std::size_t index() const = 0;
  /// Which of `rows` rows this rank works on between the outer layers.
  [[nodiscard]] Slice my_rows(std::size_t rows) const { return part_of(rows, parts(), index()); }

  /// Where this rank puts its partial sums, rows × columns.
  [[nodiscard]] virtual MatrixView<float> partial(std::size_t rows, std::size_t columns) = 0;
  /// Collective. mine = my rows of the sum of all ranks' partial(rows, mine.columns()).
  virtual void sum_scatter(std::size_t rows, MatrixView<float> mine) = 0;

  /// Where whole rows come together; this rank puts its own rows there.
  [[nodiscard]] virtual std::byte* whole(Channel channel) = 0;
  /// Collective. Every rank's rows, of `row_bytes` each, are in whole(channel).
  virtual void gather(Channel channel, std::size_t rows, std::size_t row_bytes) = 0;

  /// Where this rank puts its part of the gradient of `count` parameters that all ranks hold.
  [[nodiscard]] virtual std::span<float> shared_gradient(std::size_t count) = 0;
  /// Collective. This rank's slice (part_of) of the sum of all ranks' shared_gradient(count); may be changed.
  [[nodiscard]] virtual std::span<float> sum_slice(std::size_t count) = 0;
  /// Collective. Every rank's slice.
  [[nodiscard]] virtual std::span<const float> gather_slices(std::size_t count) = 0;
};

/// Says how much the buffers of a GeneAxis have to hold.
struct GeneAxisSizes {
  std::size_t rows = 0;             ///< samples at once
  std::size_t partial_width = 0;    ///< the wider of the first and the last hidden layer
  std::size_t whole_row_bytes = 0;  ///< of a row of that layer, in the precision of the products
  std::size_t shared = 0;           ///< parameters that all ranks hold
};

/// One rank holds all genes.
class SingleGeneAxis final : public GeneAxis {
 public:
  /// Makes buffers of these sizes.
  explicit SingleGeneAxis(const GeneAxisSizes& sizes);

  [[nodiscard]] std::size_t parts() const override { return 1; }
  [[nodiscard]] std::size_t index() const override { return 0; }
  [[nodiscard]] MatrixView<float> partial(std::size_t rows, std::size_t columns) override {
    return {partial_.data(), rows, columns};
  }
  void sum_scatter(std::size_t rows, MatrixView<float> mine) override;
  [[nodiscard]] std::byte* whole(Channel channel) override {
    return whole_.row(static_cast<std::size_t>(channel)).data();
  }
  void gather(Channel, std::size_t, std::size_t) override {}
  [[nodiscard]] std::span<float> shared_gradient(std::size_t count) override {
    return shared_.values().first(count);
  }
  [[nodiscard]] std::span<float> sum_slice(std::size_t count) override {
    return shared_.values().first(count);
  }
  [[nodiscard]] std::span<const float> gather_slices(std::size_t count) override {
    return shared_.values().first(count);
  }

 private:
  Matrix<float> partial_, shared_;
  Matrix<std::byte> whole_;
};

}  // namespace lampyris
