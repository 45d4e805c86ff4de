// SPDX-License-Identifier: Apache-2.0
#include "src/base/slice.hpp"

#include <algorithm>

namespace lampyris {

Slice part_of(std::size_t total, std::size_t parts, std::size_t index) {
  const std::size_t base = total / parts;
  const std::size_t larger = total % parts;
  return {index * base + std::min(index, larger), base + (index < larger ? 1 : 0)};
}

Slice block_part_of(std::size_t total, std::size_t block, std::size_t parts, std::size_t index) {
  const Slice blocks = part_of((total + block - 1) / block, parts, index);
  const std::size_t first = std::min(total, blocks.offset * block);
  return {first, std::min(total, blocks.end() * block) - first};
}

}  // namespace lampyris
