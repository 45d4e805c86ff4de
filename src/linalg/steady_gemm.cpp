#include "src/linalg/steady_gemm.hpp"

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

// One tile: `rows` has k blocks of 6 floats, `panel` k rows of 32; both are padded with zeros, so that a tile
// at an edge runs through the same instructions as one inside.
LAMPYRIS_MULTIVERSION
void multiply_tile(const float* rows, const float* panel, std::size_t depth, float* out) {
  typedef float Vector __attribute__((vector_size(64)));
  Vector sums[tile_rows][2] = {};
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
  __builtin_memcpy(out, sums, sizeof sums);
}

std::vector<Panel> pack_panel(MatrixView<const float> b, std::size_t first) {
  std::vector<Panel> panel(b.rows());
  const std::size_t width = std::min(tile_columns, b.columns() - first);
  for (std::size_t k = 0; k < b.rows(); ++k) {
    for (std::size_t j = 0; j < width; ++j) panel[k][j] = b(k, first + j);
  }
  return panel;
}

std::vector<float> pack_rows(MatrixView<const float> a) {
  const std::size_t tiles = (a.rows() + tile_rows - 1) / tile_rows;
  std::vector<float> packed(tiles * tile_rows * a.columns());
  for (std::size_t i = 0; i < a.rows(); ++i) {
    float* tile = packed.data() + (i / tile_rows) * tile_rows * a.columns() + i % tile_rows;
    for (std::size_t k = 0; k < a.columns(); ++k) tile[k * tile_rows] = a(i, k);
  }
  return packed;
}

}  // namespace

void steady_gemm(MatrixView<const float> a, MatrixView<const float> b, MatrixView<float> c,
                 std::span<const float> bias) {
  if (a.columns() != b.rows() || a.rows() != c.rows() || b.columns() != c.columns() ||
      (!bias.empty() && bias.size() != c.columns())) {
    throw std::logic_error("steady_gemm: shapes do not fit");
  }
  const auto packed = pack_rows(a);
  const auto panels = static_cast<std::ptrdiff_t>((c.columns() + tile_columns - 1) / tile_columns);
#pragma omp parallel for schedule(static)
  for (std::ptrdiff_t p = 0; p < panels; ++p) {
    const std::size_t first = static_cast<std::size_t>(p) * tile_columns;
    const std::size_t width = std::min(tile_columns, c.columns() - first);
    const auto panel = pack_panel(b, first);
    alignas(64) float tile[tile_rows * tile_columns];
    for (std::size_t i = 0; i < c.rows(); i += tile_rows) {
      multiply_tile(packed.data() + i * a.columns(), panel.empty() ? nullptr : panel[0].data(), a.columns(),
                    tile);
      for (std::size_t r = 0; r < std::min(tile_rows, c.rows() - i); ++r) {
        for (std::size_t j = 0; j < width; ++j) {
          c(i + r, first + j) = tile[r * tile_columns + j] + (bias.empty() ? 0.0F : bias[first + j]);
        }
      }
    }
  }
}

}  // namespace lampyris
