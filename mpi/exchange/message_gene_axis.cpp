// SPDX-License-Identifier: Apache-2.0
#include "mpi/check.hpp"
#include "mpi/exchange/block_counts.hpp"
#include "mpi/exchange/rank_gene_axis.hpp"
#include "mpi/exchange/window_gene_axis.hpp"

namespace lampyris::mpi {
namespace {

/// The gene axis of ranks on several nodes: every buffer is a rank's own, exchanges are collective messages.
class MessageGeneAxis final : public GeneAxis {
 public:
  MessageGeneAxis(const Communicator& group, const GeneAxisSizes& sizes) : group_(group), single_(sizes) {}

  [[nodiscard]] std::size_t parts() const override { return static_cast<std::size_t>(group_.size()); }
  [[nodiscard]] std::size_t index() const override { return static_cast<std::size_t>(group_.rank()); }
  [[nodiscard]] MatrixView<float> partial(std::size_t rows, std::size_t columns) override {
    return single_.partial(rows, columns);
  }
  [[nodiscard]] std::byte* whole(Channel channel) override { return single_.whole(channel); }
  [[nodiscard]] std::span<float> shared_gradient(std::size_t count) override {
    return single_.shared_gradient(count);
  }

  void sum_scatter(std::size_t rows, MatrixView<float> mine) override {
    partition(rows, mine.columns());
    check(MPI_Reduce_scatter(partial(rows, mine.columns()).data(), mine.data(), blocks_.counts.data(),
                             MPI_FLOAT, MPI_SUM, group_.raw()),
          "MPI_Reduce_scatter");
  }
  void gather(Channel channel, std::size_t rows, std::size_t row_bytes) override {
    partition(rows, row_bytes);
    exchange(whole(channel), MPI_BYTE);
  }
  [[nodiscard]] std::span<float> sum_slice(std::size_t count) override {
    const auto values = shared_gradient(count);
    check(
        MPI_Allreduce(MPI_IN_PLACE, values.data(), static_cast<int>(count), MPI_FLOAT, MPI_SUM, group_.raw()),
        "MPI_Allreduce");
    const Slice mine = part_of(count, parts(), index());
    return values.subspan(mine.offset, mine.count);
  }
  [[nodiscard]] std::span<const float> gather_slices(std::size_t count) override {
    partition(count, 1);
    exchange(shared_gradient(count).data(), MPI_FLOAT);
    return shared_gradient(count);
  }

 private:
  void partition(std::size_t units, std::size_t each) {
    blocks_.clear();
    for (std::size_t rank = 0; rank < parts(); ++rank) {
      blocks_.add(part_of(units, parts(), rank).count * each);
    }
  }
  void exchange(void* data, MPI_Datatype type) {
    check(MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, data, blocks_.counts.data(),
                         blocks_.offsets.data(), type, group_.raw()),
          "MPI_Allgatherv");
  }

  const Communicator& group_;
  SingleGeneAxis single_;
  BlockCounts blocks_;
};

}  // namespace

std::unique_ptr<GeneAxis> make_message_gene_axis(const Communicator& group, const GeneAxisSizes& sizes) {
  return std::make_unique<MessageGeneAxis>(group, sizes);
}

std::unique_ptr<GeneAxis> make_gene_axis(const Communicator& group, const GeneAxisSizes& sizes) {
  if (group.size() == 1) return std::make_unique<SingleGeneAxis>(sizes);
  if (group.node().size() == group.size()) return std::make_unique<WindowGeneAxis>(group, sizes);
  return make_message_gene_axis(group, sizes);
}

}  // namespace lampyris::mpi
