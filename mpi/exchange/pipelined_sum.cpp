// SPDX-License-Identifier: Apache-2.0
#include "mpi/exchange/pipelined_sum.hpp"

#include <algorithm>
#include <vector>

#include "mpi/check.hpp"

namespace lampyris::mpi {
namespace {

constexpr std::size_t block_nodes = 64;

/// The sums of some nodes on their way along the ranks.
struct NodeBlock {
  Slice nodes;
  Matrix<float> sums;   // of all rows, over the genes up to mine
  Matrix<float> whole;  // of my rows, over all genes
  MPI_Request sums_came = MPI_REQUEST_NULL, whole_came = MPI_REQUEST_NULL;
};

class Pipeline {
 public:
  Pipeline(const Communicator& group, const PipelineParts& parts, std::size_t nodes)
      : group_(group), parts_(parts), my_rows_(parts.rows[static_cast<std::size_t>(group.rank())]) {
    for (std::size_t first = 0; first < nodes; first += block_nodes) {
      const Slice block{first, std::min(block_nodes, nodes - first)};
      blocks_.push_back({block, Matrix<float>(parts.rows.back().end(), block.count),
                         Matrix<float>(my_rows_.count, block.count)});
    }
  }

  void run(const Autoencoder& autoencoder, MatrixView<const float> values) {
    ask_for_all();
    const PackedRows packed(values);
    for (NodeBlock& block : blocks_) {
      // sums += X_t W0_t, for the nodes of the block
      wait(block.sums_came);
      add_products(autoencoder, packed, {0, parts_.genes, block.nodes}, block.sums.view());
      if (is_last()) {
        send_whole(block);
      } else {
        pass_on(block);
      }
    }
  }

  // Waits for what is still under way.
  void collect(MatrixView<float> mine) {
    for (NodeBlock& block : blocks_) {
      wait(block.whole_came);
      for (std::size_t i = 0; i < my_rows_.count; ++i) {
        std::ranges::copy(block.whole.row(i), mine.row(i).subspan(block.nodes.offset).begin());
      }
    }
    check(MPI_Waitall(static_cast<int>(leaving_.size()), leaving_.data(), MPI_STATUSES_IGNORE),
          "MPI_Waitall");
  }

 private:
  enum Tag { sums_so_far, whole_sums };
  [[nodiscard]] int last() const { return group_.size() - 1; }
  [[nodiscard]] bool is_last() const { return group_.rank() == last(); }

  // All that will come is asked for at once, so that it arrives while this rank computes.
  void ask_for_all() {
    for (NodeBlock& block : blocks_) {
      if (group_.rank() > 0) receive(block.sums, group_.rank() - 1, sums_so_far, block.sums_came);
      receive(block.whole, last(), whole_sums, block.whole_came);
    }
  }

  void receive(Matrix<float>& into, int from, Tag tag, MPI_Request& request) {
    check(MPI_Irecv(into.data(), static_cast<int>(into.size()), MPI_FLOAT, from, tag, group_.raw(), &request),
          "MPI_Irecv");
  }

  static void wait(MPI_Request& request) { check(MPI_Wait(&request, MPI_STATUS_IGNORE), "MPI_Wait"); }

  // Not by MPI_Isend: what it begins moves on in MPI calls alone, and the next one is a product away.
  void pass_on(const NodeBlock& block) {
    check(MPI_Send(block.sums.data(), static_cast<int>(block.sums.size()), MPI_FLOAT, group_.rank() + 1,
                   sums_so_far, group_.raw()),
          "MPI_Send");
  }

  // To every rank, this one too, its rows.
  void send_whole(NodeBlock& block) {
    for (int rank = 0; rank < group_.size(); ++rank) {
      const Slice rows = parts_.rows[static_cast<std::size_t>(rank)];
      const auto theirs = block.sums.view().middle_rows(rows.offset, rows.count);
      check(MPI_Isend(theirs.data(), static_cast<int>(theirs.rows() * theirs.columns()), MPI_FLOAT, rank,
                      whole_sums, group_.raw(), &leaving_.emplace_back()),
            "MPI_Isend");
    }
  }

  const Communicator& group_;
  const PipelineParts& parts_;
  Slice my_rows_;
  std::vector<NodeBlock> blocks_;
  std::vector<MPI_Request> leaving_;
};

}  // namespace

void pipelined_sum(const Communicator& group, const PipelineParts& parts, const Autoencoder& autoencoder,
                   MatrixView<const float> values, MatrixView<float> mine) {
  Pipeline pipeline(group, parts, mine.columns());
  pipeline.run(autoencoder, values);
  pipeline.collect(mine);
}

}  // namespace lampyris::mpi
