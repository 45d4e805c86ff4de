// SPDX-License-Identifier: Apache-2.0
#include "io/checkpoint/parameter_arrays.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "src/base/error.hpp"
#include "src/base/fingerprint.hpp"

namespace lampyris::io {
namespace {

std::string dataset_of(const std::string& name, const ParameterPiece& piece) {
  return fmt::format("{}/{}{}", name, piece.bias ? "bias" : "weights", piece.dense);
}

StoredShape shape_of(const Architecture& architecture, const ParameterPiece& piece) {
  return piece.bias ? StoredShape{1, architecture.outputs(piece.dense)}
                    : stored_shape(architecture, piece.dense);
}

/// One run of consecutive indices of an AxisPart.
struct Run {
  std::size_t position;  ///< in the part
  Slice indices;
};

template <class Use>
void for_each_run(const AxisPart& part, Use use) {
  for (std::size_t at = 0; at < part.count; at += part.block) {
    use(Run{at, {part[at], std::min(part.block, part.count - at)}});
  }
}

// use(rows, columns): the blocks of consecutive rows and columns of a piece.
template <class Use>
void for_each_block(const ParameterPiece& piece, Use use) {
  for_each_run(piece.rows, [&](const Run& rows) {
    for_each_run(piece.columns, [&](const Run& columns) { use(rows, columns); });
  });
}

}  // namespace

void write_parameters(h5::File& file, const std::string& name, const ParameterLayout& layout,
                      std::span<const float> values) {
  for (const ParameterPiece& piece : layout.pieces()) {
    const auto shape = shape_of(layout.architecture(), piece);
    const auto dataset = dataset_of(name, piece);
    file.create_matrix<float>(dataset, {shape.rows, shape.columns});
    if (!piece.mine) continue;
    for_each_block(piece, [&](const Run& rows, const Run& columns) {
      if (!piece.column_major) {
        const MatrixView<const float> block(values.data() + piece.at(rows.position, columns.position),
                                            rows.indices.count, columns.indices.count, piece.columns.count);
        return file.write_block<float>(dataset, {rows.indices.offset, columns.indices.offset}, block);
      }
      Matrix<float> block(rows.indices.count, columns.indices.count);
      for (std::size_t i = 0; i < block.rows(); ++i) {
        for (std::size_t j = 0; j < block.columns(); ++j) {
          block(i, j) = values[piece.at(rows.position + i, columns.position + j)];
        }
      }
      file.write_block<float>(dataset, {rows.indices.offset, columns.indices.offset},
                              std::as_const(block).view());
    });
  }
}

void read_parameters(const h5::File& file, const std::string& name, const ParameterLayout& layout,
                     std::span<float> values) {
  for (const ParameterPiece& piece : layout.pieces()) {
    const auto shape = shape_of(layout.architecture(), piece);
    const auto dataset = dataset_of(name, piece);
    if (file.dims(dataset) != std::vector<std::size_t>{shape.rows, shape.columns}) {
      throw DataError(fmt::format("{} is not of {} × {}", dataset, shape.rows, shape.columns));
    }
    for_each_block(piece, [&](const Run& rows, const Run& columns) {
      const auto block = file.read_block<float>(dataset, rows.indices, columns.indices);
      for (std::size_t i = 0; i < block.rows(); ++i) {
        for (std::size_t j = 0; j < block.columns(); ++j) {
          values[piece.at(rows.position + i, columns.position + j)] = block(i, j);
        }
      }
    });
  }
}

std::uint64_t parameter_checksum(const ParameterLayout& layout, std::span<const float> values,
                                 const World& world) {
  UnorderedChecksum checksum;
  for (const ParameterPiece& piece : layout.pieces()) {
    if (!piece.mine) continue;
    for (std::size_t i = 0; i < piece.rows.count; ++i) {
      for (std::size_t j = 0; j < piece.columns.count; ++j) {
        checksum.add(flat_index(layout.architecture(), piece, piece.rows[i], piece.columns[j]),
                     values[piece.at(i, j)]);
      }
    }
  }
  return checksum.sum(world);
}

}  // namespace lampyris::io
