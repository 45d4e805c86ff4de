// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>
#include <string>

#include "mpi/communicator.hpp"
#include "src/base/slice.hpp"

namespace lampyris::mpi {

/// Ranks as sample groups × gene groups.
struct GridShape {
  std::size_t samples = 1;  ///< number of sample groups
  std::size_t genes = 1;    ///< number of gene groups

  /// Compares member by member.
  friend bool operator==(const GridShape&, const GridShape&) = default;
};

/// Writes "SxT": sample groups, then gene groups, as grid_shape reads it.
[[nodiscard]] std::string to_string(const GridShape& shape);

/// Gene groups keep at least this many genes each, unless a grid is asked for.
constexpr std::size_t fewest_genes = 256;

/// The ranks of a job and how they lie on its nodes.
struct RankCounts {
  std::size_t all = 1;       ///< the ranks of the job
  std::size_t together = 1;  ///< a divisor of every node's number of ranks
};

/// Bounds a grid.
struct GridLimits {
  std::size_t genes = 1;  ///< the genes of the cohort: there is no more than one gene group a gene
  std::size_t sample_groups = std::numeric_limits<std::size_t>::max();  ///< as the samples of a batch
  std::size_t gene_groups = std::numeric_limits<std::size_t>::max();    ///< whatever the genes
};

/// The shape that `asked` names: "SxT", or "auto": genes over the ranks of a node (the largest divisor of
/// every node's number of ranks that leaves each rank fewest_genes), samples over what remains. Where that
/// gives more sample groups than the limit, auto takes more gene groups, as few as will do, of a node when
/// that is enough. Throws UsageError when an asked shape does not fit the ranks or there are more gene groups
/// than genes, and when auto finds none within the limits.
[[nodiscard]] GridShape grid_shape(const std::string& asked, const GridLimits& limits,
                                   const RankCounts& ranks);
/// The same with no limit but the genes.
[[nodiscard]] GridShape grid_shape(const std::string& asked, std::size_t genes, const RankCounts& ranks);
/// Collective. The same for the ranks as they lie on nodes.
[[nodiscard]] GridShape grid_shape(const std::string& asked, const GridLimits& limits,
                                   const Communicator& ranks);
/// Collective. The same with no limit but the genes.
[[nodiscard]] GridShape grid_shape(const std::string& asked, std::size_t genes, const Communicator& ranks);

/// The process grid: rank = sample group · T + gene group, so that neighbours, which share a node, share
/// samples. Keeps a reference to `ranks`.
class ProcessGrid {
 public:
  /// Collective; shape.samples · shape.genes is the number of ranks.
  ProcessGrid(const Communicator& ranks, GridShape shape);

  /// The numbers of sample groups and gene groups.
  [[nodiscard]] const GridShape& shape() const { return shape_; }
  /// All ranks of the grid.
  [[nodiscard]] const Communicator& ranks() const { return ranks_; }
  /// Which samples I hold.
  [[nodiscard]] std::size_t sample_part() const { return sample_part_; }
  /// Which genes I hold.
  [[nodiscard]] std::size_t gene_part() const { return gene_part_; }
  /// My genes of `total`: part gene_part() of equal parts.
  [[nodiscard]] Slice genes(std::size_t total) const { return part_of(total, shape_.genes, gene_part_); }
  /// The ranks with my samples and other genes.
  [[nodiscard]] const Communicator& gene_axis() const { return gene_axis_; }
  /// The ranks with my genes and other samples.
  [[nodiscard]] const Communicator& sample_axis() const { return sample_axis_; }

 private:
  const Communicator& ranks_;
  GridShape shape_;
  std::size_t sample_part_, gene_part_;
  Communicator gene_axis_, sample_axis_;
};

}  // namespace lampyris::mpi
