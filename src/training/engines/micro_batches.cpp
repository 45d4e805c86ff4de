// SPDX-License-Identifier: Apache-2.0
#include "src/training/engines/micro_batches.hpp"

#include <fmt/format.h>

#include <string_view>

#include "src/base/error.hpp"
#include "src/training/batches/epoch_order.hpp"

namespace lampyris {
namespace {

Slice leaves_of_group(std::size_t groups, std::size_t index, std::string_view what) {
  if (groups > tree_leaves) {
    throw UsageError(fmt::format("train.reproducible = true: at most {} {} groups are possible, not {}",
                                 tree_leaves, what, groups));
  }
  return part_of(tree_leaves, groups, index);
}

// From the first of the strata to the last.
Slice samples_of_strata(std::size_t samples, Slice range) {
  const std::size_t first = part_of(samples, strata, range.offset).offset;
  return {first, part_of(samples, strata, range.end() - 1).end() - first};
}

Slice strata_of_leaves(Slice leaves) {
  const std::size_t first = part_of(strata, tree_leaves, leaves.offset).offset;
  return {first, part_of(strata, tree_leaves, leaves.end() - 1).end() - first};
}

}  // namespace

Slice reproducible_genes(std::size_t genes, std::size_t groups, std::size_t index) {
  const Slice blocks = leaves_of_group(groups, index, "gene");
  const std::size_t first = part_of(genes, tree_leaves, blocks.offset).offset;
  return {first, part_of(genes, tree_leaves, blocks.end() - 1).end() - first};
}

Slice reproducible_samples(std::size_t samples, std::size_t groups, std::size_t index) {
  return samples_of_strata(samples, strata_of_leaves(leaves_of_group(groups, index, "sample")));
}

std::vector<Slice> gene_blocks(std::size_t genes, Slice blocks) {
  std::vector<Slice> parts;
  const std::size_t first = part_of(genes, tree_leaves, blocks.offset).offset;
  for (std::size_t b = blocks.offset; b < blocks.end(); ++b) {
    const Slice part = part_of(genes, tree_leaves, b);
    parts.push_back({part.offset - first, part.count});
  }
  return parts;
}

std::vector<Slice> micro_batch_samples(std::size_t samples) {
  std::vector<Slice> parts;
  for (std::size_t m = 0; m < tree_leaves; ++m) {
    parts.push_back(samples_of_strata(samples, strata_of_leaves({m, 1})));
  }
  return parts;
}

}  // namespace lampyris
