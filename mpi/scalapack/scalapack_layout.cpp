// SPDX-License-Identifier: Apache-2.0
#include "mpi/scalapack/scalapack_layout.hpp"

#include <algorithm>

#include "src/base/error.hpp"

namespace lampyris::mpi {
namespace {

AxisPart part(const BlockCyclicAxis& axis, std::size_t index) {
  return {index * axis.block_size, axis.block_size, axis.block_size * axis.parts, axis.count(index)};
}

// Narrow layers have smaller blocks, so that every process has its share.
BlockCyclicAxis nodes_over(std::size_t nodes, std::size_t parts) {
  const std::size_t share = (nodes + parts - 1) / parts;
  return {nodes, parts, std::clamp<std::size_t>(share, 1, BlockCyclicAxis::block)};
}

}  // namespace

BlockCyclicAxis gene_rows(std::size_t total, const GridShape& shape) {
  return {total, shape.genes, std::max<std::size_t>(1, (total + shape.genes - 1) / shape.genes)};
}

BlockCyclicAxis node_rows(std::size_t nodes, const GridShape& shape) {
  return nodes_over(nodes, shape.genes);
}

BlockCyclicAxis node_columns(std::size_t nodes, const GridShape& shape) {
  return nodes_over(nodes, shape.samples);
}

Slice scalapack_genes(std::size_t total, const ProcessGrid& grid) {
  const auto axis = gene_rows(total, grid.shape());
  return {std::min(total, grid.gene_part() * axis.block_size), axis.count(grid.gene_part())};
}

ParameterLayout scalapack_layout(const Architecture& architecture, const ProcessGrid& grid) {
  if (architecture.tied) throw UsageError("engine = scalapack cannot tie weights: set model.tied = false");
  const GridShape& shape = grid.shape();
  const std::size_t last = architecture.layers();
  ParameterLayout layout(architecture);
  for (std::size_t dense = 0; dense <= last; ++dense) {
    const StoredShape stored = stored_shape(architecture, dense);
    const bool outer = dense == 0 || dense == last;
    const auto rows = outer ? gene_rows(stored.rows, shape) : node_rows(stored.rows, shape);
    layout.add({dense, false, part(rows, grid.gene_part()),
                part(node_columns(stored.columns, shape), grid.sample_part()), true});
  }
  for (std::size_t dense = 0; dense <= last; ++dense) {
    const std::size_t nodes = architecture.outputs(dense);
    const auto rows = dense == last ? gene_rows(nodes, shape) : node_rows(nodes, shape);
    layout.add({dense, true, Slice{0, 1}, part(rows, grid.gene_part()), false, 0, grid.sample_part() == 0});
  }
  return layout;
}

Slice all_biases(const ParameterLayout& layout) {
  const std::size_t first = layout.bias(0).offset;
  return {first, layout.size() - first};
}

}  // namespace lampyris::mpi
