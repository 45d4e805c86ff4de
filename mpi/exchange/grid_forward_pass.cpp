// SPDX-License-Identifier: Apache-2.0
#include "mpi/exchange/grid_forward_pass.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>
#include <vector>

#include "mpi/check.hpp"
#include "mpi/exchange/block_counts.hpp"
#include "mpi/exchange/pipelined_sum.hpp"
#include "mpi/process_grid.hpp"

namespace lampyris::mpi {
namespace {

constexpr std::size_t rows_of_round = 256;  // of a rank: bounds what is exchanged at once

/// The parts of a gene group's ranks in one round of at most 256 rows a rank; the rows of all lie one below
/// the other.
class Round {
 public:
  Round(const Communicator& group, std::size_t mine, std::size_t genes)
      : rows_(static_cast<std::size_t>(group.size())), genes_(genes) {
    const auto counts = group.all_gather(mine);
    std::size_t first = 0;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      rows_[r] = {first, counts[r]};
      first += rows_[r].count;
    }
  }

  [[nodiscard]] std::size_t ranks() const { return rows_.size(); }
  [[nodiscard]] std::size_t all() const { return rows_.back().end(); }
  [[nodiscard]] std::span<const Slice> all_rows() const { return rows_; }
  [[nodiscard]] Slice rows(std::size_t rank) const { return rows_[rank]; }
  [[nodiscard]] Slice genes(std::size_t rank) const { return part_of(genes_, rows_.size(), rank); }

 private:
  std::vector<Slice> rows_;
  std::size_t genes_;
};

/// Cuts the outer layers by genes over the ranks of a gene group, each of which has rows of its own, round by
/// round:
///
///   first layer   my rows × all genes ─ all-to-all ▶ all rows × my genes ─ pipelined sum ▶ my rows × nodes
///   inner layers  my rows
///   last layer    my rows × nodes ─ all-gather ▶ all rows × my genes ─ all-to-all ▶ my rows × all genes
class GridForwardPass final : public ForwardPass {
 public:
  GridForwardPass(const Communicator& ranks, GridShape shape)
      : grid_(ranks, shape), group_(grid_.gene_axis()), me_(grid_.gene_part()) {}

  [[nodiscard]] Matrix<float> propagate(const Autoencoder& autoencoder, MatrixView<const float> values,
                                        std::size_t from, std::size_t to) const override;
  [[nodiscard]] std::size_t most(std::size_t mine) const override { return group_.maximum(mine); }

 private:
  [[nodiscard]] Matrix<float> first_layer(const Autoencoder& autoencoder,
                                          MatrixView<const float> scaled) const;
  [[nodiscard]] Matrix<float> last_layer(const Autoencoder& autoencoder, MatrixView<const float> codes) const;

  // My rows × all genes → all rows × my genes, and back.
  [[nodiscard]] Matrix<float> cut_by_genes(const Round& round, MatrixView<const float> mine) const;
  [[nodiscard]] Matrix<float> cut_by_rows(const Round& round, MatrixView<const float> mine) const;
  void exchange(const float* sent, const BlockCounts& to, float* got, const BlockCounts& from) const;

  ProcessGrid grid_;
  const Communicator& group_;
  std::size_t me_;
};

Matrix<float> GridForwardPass::propagate(const Autoencoder& autoencoder, MatrixView<const float> values,
                                         std::size_t from, std::size_t to) const {
  const std::size_t layers = autoencoder.architecture().layers();
  Matrix<float> current;
  MatrixView<const float> input = values;
  const auto go_on = [&](Matrix<float> next) {
    current = std::move(next);
    input = std::as_const(current).view();
  };
  if (from == 0) go_on(first_layer(autoencoder, input));
  const std::size_t inner_from = std::max<std::size_t>(from, 1);
  const std::size_t inner_to = std::min(to, layers);
  if (inner_from < inner_to) go_on(lampyris::propagate(autoencoder, input, inner_from, inner_to));
  if (to > layers) go_on(last_layer(autoencoder, input));
  return current;
}

Matrix<float> GridForwardPass::first_layer(const Autoencoder& autoencoder,
                                           MatrixView<const float> scaled) const {
  const Architecture& shape = autoencoder.architecture();
  Matrix<float> codes(scaled.rows(), shape.widths.front());
  const std::size_t rows = most(scaled.rows());
  for (std::size_t first = 0; first < rows; first += rows_of_round) {
    const std::size_t begin = std::min(first, scaled.rows());
    const std::size_t count = std::min(rows_of_round, scaled.rows() - begin);
    const Round round(group_, count, shape.genes);
    const auto slice = cut_by_genes(round, scaled.middle_rows(begin, count));
    pipelined_sum(group_, {round.all_rows(), round.genes(me_)}, autoencoder, slice.view(),
                  codes.view().middle_rows(begin, count));
  }
  // h1 = a(Σ_t X_t W0_t + b0)
  finish_layer(autoencoder, 0, codes.view());
  return codes;
}

Matrix<float> GridForwardPass::last_layer(const Autoencoder& autoencoder,
                                          MatrixView<const float> codes) const {
  const Architecture& shape = autoencoder.architecture();
  Matrix<float> values(codes.rows(), shape.genes);
  const std::size_t rows = most(codes.rows());
  for (std::size_t first = 0; first < rows; first += rows_of_round) {
    const std::size_t begin = std::min(first, codes.rows());
    const std::size_t count = std::min(rows_of_round, codes.rows() - begin);
    const Round round(group_, count, shape.genes);
    Matrix<float> all(round.all(), codes.columns());
    std::copy_n(codes.row(begin).data(), count * codes.columns(), all.row(round.rows(me_).offset).data());
    BlockCounts blocks;
    for (std::size_t r = 0; r < round.ranks(); ++r) blocks.add(round.rows(r).count * codes.columns());
    check(MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, all.data(), blocks.counts.data(),
                         blocks.offsets.data(), MPI_FLOAT, group_.raw()),
          "MPI_Allgatherv");
    // Y_t = a(h_L WL_t + bL_t), all rows
    const auto slice = propagate_to(autoencoder, std::as_const(all).view(), shape.layers(), round.genes(me_));
    const auto whole = cut_by_rows(round, slice.view());
    std::copy_n(whole.data(), whole.size(), values.row(begin).data());
  }
  return values;
}

Matrix<float> GridForwardPass::cut_by_genes(const Round& round, MatrixView<const float> mine) const {
  BlockCounts to;
  BlockCounts from;
  std::vector<float> sent;
  sent.reserve(mine.rows() * mine.columns());
  for (std::size_t r = 0; r < round.ranks(); ++r) {
    const Slice genes = round.genes(r);
    for (std::size_t i = 0; i < mine.rows(); ++i) {
      const auto part = mine.row(i).subspan(genes.offset, genes.count);
      sent.insert(sent.end(), part.begin(), part.end());
    }
    to.add(mine.rows() * genes.count);
    from.add(round.rows(r).count * round.genes(me_).count);
  }
  Matrix<float> slice(round.all(), round.genes(me_).count);
  exchange(sent.data(), to, slice.data(), from);
  return slice;
}

Matrix<float> GridForwardPass::cut_by_rows(const Round& round, MatrixView<const float> mine) const {
  const std::size_t rows = round.rows(me_).count;
  BlockCounts to;
  BlockCounts from;
  for (std::size_t r = 0; r < round.ranks(); ++r) {
    to.add(round.rows(r).count * mine.columns());
    from.add(rows * round.genes(r).count);
  }
  std::vector<float> got(rows * (round.genes(round.ranks() - 1).end()));
  exchange(mine.data(), to, got.data(), from);
  Matrix<float> whole(rows, round.genes(round.ranks() - 1).end());
  const float* next = got.data();
  for (std::size_t r = 0; r < round.ranks(); ++r) {
    const Slice genes = round.genes(r);
    for (std::size_t i = 0; i < rows; ++i, next += genes.count) {
      std::copy_n(next, genes.count, whole.row(i).subspan(genes.offset).data());
    }
  }
  return whole;
}

void GridForwardPass::exchange(const float* sent, const BlockCounts& to, float* got,
                               const BlockCounts& from) const {
  check(MPI_Alltoallv(sent, to.counts.data(), to.offsets.data(), MPI_FLOAT, got, from.counts.data(),
                      from.offsets.data(), MPI_FLOAT, group_.raw()),
        "MPI_Alltoallv");
}

}  // namespace

std::unique_ptr<ForwardPass> make_forward_pass(const std::string& asked, std::size_t genes,
                                               const Communicator& ranks) {
  if (asked == "auto") return std::make_unique<LocalForwardPass>();
  const GridShape shape = grid_shape(asked, genes, ranks);
  if (shape.genes == 1) return std::make_unique<LocalForwardPass>();
  return std::make_unique<GridForwardPass>(ranks, shape);
}

}  // namespace lampyris::mpi
