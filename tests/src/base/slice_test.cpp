// SPDX-License-Identifier: Apache-2.0
#include "src/base/slice.hpp"

#include <gtest/gtest.h>

namespace lampyris {
namespace {

TEST(Slice, PartsCoverTheWholeInOrder) {
  for (const std::size_t total : {0U, 1U, 5U, 64U, 1001U}) {
    for (const std::size_t parts : {1U, 2U, 3U, 8U}) {
      std::size_t plain = 0;
      std::size_t blocked = 0;
      for (std::size_t p = 0; p < parts; ++p) {
        const Slice part = part_of(total, parts, p);
        EXPECT_EQ(part.offset, plain);
        EXPECT_LE(part.count, total / parts + 1);
        plain = part.end();
        const Slice block = block_part_of(total, 16, parts, p);
        EXPECT_EQ(block.offset, blocked);
        EXPECT_TRUE(block.offset % 16 == 0 || block.offset == total);
        blocked = block.end();
      }
      EXPECT_EQ(plain, total);
      EXPECT_EQ(blocked, total);
    }
  }
}

TEST(Slice, MorePartsThanUnitsLeavesEmptyParts) {
  EXPECT_EQ(part_of(2, 4, 1), (Slice{1, 1}));
  EXPECT_EQ(part_of(2, 4, 3).count, 0U);
}

}  // namespace
}  // namespace lampyris
