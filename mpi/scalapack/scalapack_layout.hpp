// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "mpi/process_grid.hpp"
#include "mpi/scalapack/dist_matrix.hpp"
#include "src/autoencoder/parameter_layout.hpp"
#include "src/base/slice.hpp"

namespace lampyris::mpi {

// How ScalapackEngine distributes an autoencoder over a grid of T gene groups (process rows) × S sample
// groups (process columns).

/// Genes over the process rows, in one block each: ⌈total / T⌉ genes, fewer or none on the last ones.
[[nodiscard]] BlockCyclicAxis gene_rows(std::size_t total, const GridShape& shape);
/// The nodes of a hidden layer over the process rows, as rows.
[[nodiscard]] BlockCyclicAxis node_rows(std::size_t nodes, const GridShape& shape);
/// The nodes of a hidden layer over the process columns, as columns.
[[nodiscard]] BlockCyclicAxis node_columns(std::size_t nodes, const GridShape& shape);

/// My genes of `total`; unlike ProcessGrid::genes, in the blocks of gene_rows.
[[nodiscard]] Slice scalapack_genes(std::size_t total, const ProcessGrid& grid);

/// Every matrix of weights is distributed over the whole grid, none of it is held twice: the outer ones genes
/// × nodes, the inner ones inputs × outputs, column-major. A bias is distributed over the process rows, alike
/// in every column; the first owns it. All weights come first, then all biases. Throws UsageError when the
/// autoencoder is tied.
[[nodiscard]] ParameterLayout scalapack_layout(const Architecture& architecture, const ProcessGrid& grid);

/// The place of all biases in the vector of scalapack_layout.
[[nodiscard]] Slice all_biases(const ParameterLayout& layout);

}  // namespace lampyris::mpi
