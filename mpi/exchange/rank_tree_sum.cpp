// SPDX-License-Identifier: Apache-2.0
#include "mpi/exchange/rank_tree_sum.hpp"

#include <algorithm>
#include <stdexcept>

#include "mpi/check.hpp"
#include "mpi/exchange/block_counts.hpp"

namespace lampyris::mpi {

RankTreeSum::RankTreeSum(const Communicator& group) : group_(group) {
  if (parts() > tree_leaves) throw std::logic_error("RankTreeSum: more ranks than leaves");
  for (std::size_t rank = 0; rank < parts(); ++rank) {
    const Slice held = part_of(tree_leaves, parts(), rank);
    TreeStack stack;
    for (std::size_t leaf = held.offset; leaf < held.end(); ++leaf) stack.push({{leaf, 1}, {}});
    auto& of_rank = subtrees_.emplace_back();
    for (const Subtree& subtree : stack.subtrees()) of_rank.push_back(subtree.leaves);
  }
}

void RankTreeSum::sum(std::span<const Subtree> mine) {
  constexpr std::size_t most = std::size_t{1} << 20;
  if (mine.size() != subtrees_[index()].size()) throw std::logic_error("RankTreeSum: not my leaves");
  if (parts() == 1) return;
  const std::size_t size = mine[0].values.size();
  for (std::size_t first = 0; first < size; first += most) {
    sum_piece(mine, {first, std::min(most, size - first)});
  }
}

// Every rank sends what the others have to add up, adds up its own part, and tells all of them.
void RankTreeSum::sum_piece(std::span<const Subtree> mine, Slice piece) {
  const Slice own = part_of(piece.count, parts(), index());
  send(mine, piece);
  TreeStack stack;
  std::size_t at = 0;
  for (const auto& of_rank : subtrees_) {
    for (const Slice leaves : of_rank) {
      stack.push({leaves, std::span(received_).subspan(at, own.count)});
      at += own.count;
    }
  }
  float* whole = mine[0].values.data() + piece.offset;
  std::ranges::copy(stack.subtrees()[0].values, whole + own.offset);
  BlockCounts parts_of_piece;
  for (std::size_t rank = 0; rank < parts(); ++rank) {
    parts_of_piece.add(part_of(piece.count, parts(), rank).count);
  }
  check(MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, whole, parts_of_piece.counts.data(),
                       parts_of_piece.offsets.data(), MPI_FLOAT, group_.raw()),
        "MPI_Allgatherv");
}

void RankTreeSum::send(std::span<const Subtree> mine, Slice piece) {
  const std::size_t own = part_of(piece.count, parts(), index()).count;
  BlockCounts out;
  BlockCounts in;
  std::size_t arriving = 0;
  sent_.clear();
  for (std::size_t rank = 0; rank < parts(); ++rank) {
    const Slice part = part_of(piece.count, parts(), rank);
    for (const Subtree& subtree : mine) {
      const auto values = subtree.values.subspan(piece.offset + part.offset, part.count);
      sent_.insert(sent_.end(), values.begin(), values.end());
    }
    out.add(mine.size() * part.count);
    in.add(subtrees_[rank].size() * own);
    arriving += subtrees_[rank].size() * own;
  }
  received_.resize(arriving);
  check(MPI_Alltoallv(sent_.data(), out.counts.data(), out.offsets.data(), MPI_FLOAT, received_.data(),
                      in.counts.data(), in.offsets.data(), MPI_FLOAT, group_.raw()),
        "MPI_Alltoallv");
}

}  // namespace lampyris::mpi
