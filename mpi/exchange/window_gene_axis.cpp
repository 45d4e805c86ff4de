// SPDX-License-Identifier: Apache-2.0
#include "mpi/exchange/window_gene_axis.hpp"

#include <algorithm>

namespace lampyris::mpi {
namespace {

std::size_t padded(std::size_t bytes) {
  return (bytes + 63) / 64 * 64;
}

float* floats(std::byte* data) {
  return reinterpret_cast<float*>(data);  // NOLINT: raw shared memory
}

}  // namespace

WindowGeneAxis::WindowGeneAxis(const Communicator& group, const GeneAxisSizes& sizes)
    : parts_(static_cast<std::size_t>(group.size())),
      index_(static_cast<std::size_t>(group.rank())),
      partial_bytes_(padded(sizes.rows * sizes.partial_width * sizeof(float))),
      gradient_bytes_(padded(sizes.shared * sizeof(float))),
      whole_bytes_(padded(sizes.rows * sizes.whole_row_bytes)),
      window_(group,
              partial_bytes_ + gradient_bytes_ + (index_ == 0 ? 2 * whole_bytes_ + gradient_bytes_ : 0)) {}

float* WindowGeneAxis::partial_of(std::size_t rank) const {
  return floats(window_.segment(rank));
}

float* WindowGeneAxis::gradient_of(std::size_t rank) const {
  return floats(window_.segment(rank) + partial_bytes_);
}

float* WindowGeneAxis::common_sum() const {
  return floats(window_.segment(0) + partial_bytes_ + gradient_bytes_ + 2 * whole_bytes_);
}

MatrixView<float> WindowGeneAxis::partial(std::size_t rows, std::size_t columns) {
  return {partial_of(index_), rows, columns};
}

void WindowGeneAxis::sum_scatter(std::size_t rows, MatrixView<float> mine) {
  window_.synchronise();
  const std::size_t first = my_rows(rows).offset * mine.columns();
  const std::size_t count = mine.rows() * mine.columns();
  std::copy_n(partial_of(0) + first, count, mine.data());
  for (std::size_t rank = 1; rank < parts_; ++rank) {
    const float* other = partial_of(rank) + first;
    for (std::size_t i = 0; i < count; ++i) mine.data()[i] += other[i];
  }
}

std::byte* WindowGeneAxis::whole(Channel channel) {
  const std::size_t offset = channel == Channel::code ? 0 : whole_bytes_;
  return window_.segment(0) + partial_bytes_ + gradient_bytes_ + offset;
}

void WindowGeneAxis::gather(Channel, std::size_t, std::size_t) {
  window_.synchronise();
}

std::span<float> WindowGeneAxis::shared_gradient(std::size_t count) {
  return {gradient_of(index_), count};
}

std::span<float> WindowGeneAxis::sum_slice(std::size_t count) {
  window_.synchronise();
  const Slice mine = part_of(count, parts_, index_);
  float* sum = common_sum() + mine.offset;
  std::copy_n(gradient_of(0) + mine.offset, mine.count, sum);
  for (std::size_t rank = 1; rank < parts_; ++rank) {
    const float* other = gradient_of(rank) + mine.offset;
    for (std::size_t i = 0; i < mine.count; ++i) sum[i] += other[i];
  }
  return {sum, mine.count};
}

std::span<const float> WindowGeneAxis::gather_slices(std::size_t count) {
  window_.synchronise();
  return {common_sum(), count};
}

}  // namespace lampyris::mpi
