// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "mpi/node_window.hpp"
#include "src/training/engines/gene_axis.hpp"

namespace lampyris::mpi {

/// The gene axis of ranks on one node: every buffer lies in memory that all of them read, so an exchange is a
/// barrier. Rows and parameters are summed by the rank that needs them, in the order of the ranks.
class WindowGeneAxis final : public GeneAxis {
 public:
  /// Collective.
  WindowGeneAxis(const Communicator& group, const GeneAxisSizes& sizes);

  [[nodiscard]] std::size_t parts() const override { return parts_; }
  [[nodiscard]] std::size_t index() const override { return index_; }
  [[nodiscard]] MatrixView<float> partial(std::size_t rows, std::size_t columns) override;
  void sum_scatter(std::size_t rows, MatrixView<float> mine) override;
  [[nodiscard]] std::byte* whole(Channel channel) override;
  void gather(Channel channel, std::size_t rows, std::size_t row_bytes) override;
  [[nodiscard]] std::span<float> shared_gradient(std::size_t count) override;
  [[nodiscard]] std::span<float> sum_slice(std::size_t count) override;
  [[nodiscard]] std::span<const float> gather_slices(std::size_t count) override;

 private:
  // A segment holds a rank's partial sums and its shared gradient; that of rank 0 also what is common.
  [[nodiscard]] float* partial_of(std::size_t rank) const;
  [[nodiscard]] float* gradient_of(std::size_t rank) const;
  [[nodiscard]] float* common_sum() const;

  std::size_t parts_, index_;
  std::size_t partial_bytes_, gradient_bytes_, whole_bytes_;
  NodeWindow window_;
};

}  // namespace lampyris::mpi
