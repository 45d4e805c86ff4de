// SPDX-License-Identifier: Apache-2.0
#include "src/linalg/batch_invariant_gemm.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>
#include <vector>

#include "src/base/multiversion.hpp"

namespace lampyris {
namespace {

constexpr std::size_t tile_rows = 6;
constexpr std::size_t tile_columns = 32;
using Panel = std::array<float, tile_columns>;  // one row of k, 32 columns of b

// Adds to one tile: `rows` has k blocks of 6 floats, `panel` k rows of 32; both are padded with zeros, so
// that a tile at an edge runs through the same instructions as one inside.
LAMPYRIS_MULTIVERSION
void multiply_tile(const float* rows, const float* panel, std::size_t depth, float* tile) {
  typedef float Vector __attribute__((vector_size(64)));
  Vector sums[tile_rows][2];
  __builtin_memcpy(sums, tile, sizeof sums);
  for (std::size_t k = 0; k < depth; ++k) {
    Vector left;
    Vector right;
    __builtin_memcpy(&left, panel + k * tile_columns, sizeof left);
    __builtin_memcpy(&right, panel + k * tile_columns + 16, sizeof right);
    for (std::size_t i = 0; i < tile_rows; ++i) {
      const float x = rows[k * tile_rows + i];
      sums[i][0] += x * left;
      sums[i][1] += x * right;
    }
  }
  __builtin_memcpy(tile, sums, sizeof sums);
}

// Two callers, so the compiler would not inline it; that costs 3 % of a whole product.
[[gnu::always_inline]] inline std::vector<Panel> pack_panel(MatrixView<const float> b, std::size_t first) {
  std::vector<Panel> panel(b.rows());
  const std::size_t width = std::min(tile_columns, b.columns() - first);
  for (std::size_t k = 0; k < b.rows(); ++k) {
    for (std::size_t j = 0; j < width; ++j) panel[k][j] = b(k, first + j);
  }
  return panel;
}

// `load(i, first, tile)` and `store(i, first, tile)`: what the tile whose first element is (i, first) begins
// with, and where it goes.
template <class Load, class Store>
void for_each_tile(const PackedRows& a, MatrixView<const float> b, const Load& load, const Store& store) {
  const auto panels = static_cast<std::ptrdiff_t>((b.columns() + tile_columns - 1) / tile_columns);
#pragma omp parallel for schedule(static)
  for (std::ptrdiff_t p = 0; p < panels; ++p) {
    const std::size_t first = static_cast<std::size_t>(p) * tile_columns;
    const auto panel = pack_panel(b, first);
    for (std::size_t i = 0; i < a.rows(); i += tile_rows) {
      alignas(64) std::array<float, tile_rows * tile_columns> tile{};
      load(i, first, tile);
      multiply_tile(a.tile(i), panel.empty() ? nullptr : panel[0].data(), a.columns(), tile.data());
      store(i, first, tile);
    }
  }
}

// Calls use(element of c, its place in the tile, its column) for the part of a tile that lies inside.
template <class Use>
void inside(MatrixView<float> c, std::size_t i, std::size_t first, const Use& use) {
  const std::size_t rows = std::min(tile_rows, c.rows() - i);
  const std::size_t columns = std::min(tile_columns, c.columns() - first);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t j = 0; j < columns; ++j) use(c(i + r, first + j), r * tile_columns + j, first + j);
  }
}

void require_fit(const PackedRows& a, MatrixView<const float> b, MatrixView<float> c,
                 std::span<const float> bias) {
  if (a.columns() != b.rows() || a.rows() != c.rows() || b.columns() != c.columns() ||
      (!bias.empty() && bias.size() != c.columns())) {
    throw std::logic_error("batch_invariant_gemm: shapes do not fit");
  }
}

}  // namespace

PackedRows::PackedRows(MatrixView<const float> a) : rows_(a.rows()), columns_(a.columns()) {
  const std::size_t tiles = (rows_ + tile_rows - 1) / tile_rows;
  packed_.resize(tiles * tile_rows * columns_);
  if (packed_.empty()) return;
  for (std::size_t i = 0; i < rows_; ++i) {
    float* tile = packed_.data() + (i / tile_rows) * tile_rows * columns_ + i % tile_rows;
    for (std::size_t k = 0; k < columns_; ++k) tile[k * tile_rows] = a(i, k);
  }
}

void batch_invariant_gemm(MatrixView<const float> a, MatrixView<const float> b, MatrixView<float> c,
                          std::span<const float> bias) {
  const PackedRows rows(a);
  require_fit(rows, b, c, bias);
  for_each_tile(
      rows, b, [](std::size_t, std::size_t, auto&) {},
      [&](std::size_t i, std::size_t first, const auto& tile) {
        inside(c, i, first, [&](float& element, std::size_t at, std::size_t column) {
          element = tile[at] + (bias.empty() ? 0.0F : bias[column]);
        });
      });
}

void accumulate_batch_invariant(const PackedRows& a, MatrixView<const float> b, MatrixView<float> c) {
  require_fit(a, b, c, {});
  for_each_tile(
      a, b,
      [&](std::size_t i, std::size_t first, auto& tile) {
        inside(c, i, first, [&](float& element, std::size_t at, std::size_t) { tile[at] = element; });
      },
      [&](std::size_t i, std::size_t first, const auto& tile) {
        inside(c, i, first, [&](float& element, std::size_t at, std::size_t) { element = tile[at]; });
      });
}

}  // namespace lampyris
