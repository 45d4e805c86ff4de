// SPDX-License-Identifier: Apache-2.0
#include "mpi/process_grid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "src/base/error.hpp"
#include "src/base/number.hpp"

namespace lampyris::mpi {
namespace {

GridShape read_shape(const std::string& asked) {
  const std::string_view text = asked;
  const auto cross = std::min(text.find('x'), text.size());
  const GridShape shape{read_size(text.substr(0, cross)).value_or(0),
                        read_size(text.substr(std::min(cross + 1, text.size()))).value_or(0)};
  if (shape.samples == 0 || shape.genes == 0) {
    throw UsageError(fmt::format(
        "--grid or compute.grid \"{}\": must be auto, or sample groups x gene groups, as 2x4", asked));
  }
  return shape;
}

// The largest number of ranks that can share a node everywhere, if neighbours are together.
std::size_t ranks_together(const Communicator& ranks) {
  const auto node = ranks.node();
  std::size_t together = 0;
  for (const int size : ranks.all_gather(node.size())) {
    together = std::gcd(together, static_cast<std::size_t>(size));
  }
  return together;
}

bool within(const GridLimits& limits, const GridShape& shape) {
  return shape.samples <= limits.sample_groups && shape.genes <= std::min(limits.gene_groups, limits.genes);
}

GridShape automatic_shape(const GridLimits& limits, const RankCounts& ranks) {
  const std::size_t size = ranks.all;
  std::size_t parts = std::max<std::size_t>(1, std::min(ranks.together, limits.gene_groups));
  while (parts > 1 && (ranks.together % parts != 0 || limits.genes / parts < fewest_genes)) --parts;
  // Gene groups of fewer genes are slower, and of several nodes slower still; both beat a refusal.
  for (const std::size_t neighbours : {ranks.together, size}) {
    for (std::size_t more = parts; more <= neighbours; ++more) {
      if (neighbours % more == 0 && within(limits, {size / more, more})) return {size / more, more};
    }
  }
  throw UsageError(fmt::format(
      "compute.grid = \"auto\": {} ranks make no grid of at most {} sample groups (train.batch, and 8 with "
      "train.reproducible) and {} gene groups: use fewer ranks or a larger train.batch",
      size, limits.sample_groups, std::min(limits.gene_groups, limits.genes)));
}

}  // namespace

std::string to_string(const GridShape& shape) {
  return fmt::format("{}x{}", shape.samples, shape.genes);
}

GridShape grid_shape(const std::string& asked, const GridLimits& limits, const Communicator& ranks) {
  const auto size = static_cast<std::size_t>(ranks.size());
  return grid_shape(asked, limits, {size, asked == "auto" ? ranks_together(ranks) : 1});
}

GridShape grid_shape(const std::string& asked, std::size_t genes, const Communicator& ranks) {
  return grid_shape(asked, GridLimits{.genes = genes}, ranks);
}

GridShape grid_shape(const std::string& asked, std::size_t genes, const RankCounts& ranks) {
  return grid_shape(asked, GridLimits{.genes = genes}, ranks);
}

GridShape grid_shape(const std::string& asked, const GridLimits& limits, const RankCounts& ranks) {
  const std::size_t size = ranks.all;
  const std::size_t genes = limits.genes;
  if (asked == "auto") return automatic_shape(limits, ranks);
  const GridShape shape = read_shape(asked);
  if (shape.samples > size || shape.genes > size || shape.samples * shape.genes != size) {
    throw UsageError(fmt::format(
        "--grid or compute.grid {}: {} sample groups × {} gene groups are not the {} ranks of this job",
        asked, shape.samples, shape.genes, size));
  }
  if (shape.genes > genes) {
    throw UsageError(
        fmt::format("--grid or compute.grid {}: {} gene groups are more than the {} genes of the cohort",
                    asked, shape.genes, genes));
  }
  return shape;
}

ProcessGrid::ProcessGrid(const Communicator& ranks, GridShape shape)
    : ranks_(ranks),
      shape_(shape),
      sample_part_(static_cast<std::size_t>(ranks.rank()) / shape.genes),
      gene_part_(static_cast<std::size_t>(ranks.rank()) % shape.genes),
      gene_axis_(ranks.split(static_cast<int>(sample_part_))),
      sample_axis_(ranks.split(static_cast<int>(gene_part_))) {}

}  // namespace lampyris::mpi
