// SPDX-License-Identifier: Apache-2.0
#include "src/linalg/bfloat16.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "src/base/random.hpp"

namespace lampyris {
namespace {

float from_bits(std::uint32_t bits) {
  return std::bit_cast<float>(bits);
}

std::uint16_t rounded(std::uint32_t bits) {
  return from_float<bfloat16>(from_bits(bits)).bits;
}

TEST(Bfloat16, EveryOneOfThemReadsAndWritesBack) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const bfloat16 number{static_cast<std::uint16_t>(bits)};
    const float value = to_float(number);
    if (std::isnan(value)) {
      EXPECT_TRUE(std::isnan(to_float(from_float<bfloat16>(value))));
    } else {
      ASSERT_EQ(from_float<bfloat16>(value).bits, number.bits);
    }
  }
}

TEST(Bfloat16, RoundsToTheNearestAndTiesToEven) {
  EXPECT_EQ(rounded(0x3f800000U), 0x3f80);  // 1
  EXPECT_EQ(rounded(0x3f807fffU), 0x3f80);  // just below the middle
  EXPECT_EQ(rounded(0x3f808000U), 0x3f80);  // a tie, down to even
  EXPECT_EQ(rounded(0x3f808001U), 0x3f81);  // just above
  EXPECT_EQ(rounded(0x3f818000U), 0x3f82);  // a tie, up to even
  EXPECT_EQ(rounded(0xbf818000U), 0xbf82);  // the sign changes nothing
  EXPECT_EQ(rounded(0x3fff8000U), 0x4000);  // up into the next exponent
  EXPECT_EQ(rounded(0x00008001U), 0x0001);  // a subnormal
  EXPECT_EQ(rounded(0x80000000U), 0x8000);  // −0
}

TEST(Bfloat16, KeepsInfinityAndNaN) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(to_float(from_float<bfloat16>(infinity)), infinity);
  EXPECT_EQ(to_float(from_float<bfloat16>(-infinity)), -infinity);
  EXPECT_EQ(to_float(from_float<bfloat16>(std::numeric_limits<float>::max())), infinity) << "nearer to 2^128";
  EXPECT_TRUE(std::isnan(to_float(from_float<bfloat16>(std::numeric_limits<float>::quiet_NaN()))));
  // Payloads in the lower half alone, or all ones, must become neither infinity nor a number.
  for (const std::uint32_t bits : {0x7f800001U, 0x7fffffffU, 0xffffffffU, 0xff800001U}) {
    EXPECT_TRUE(std::isnan(to_float(from_float<bfloat16>(from_bits(bits))))) << bits;
  }
}

TEST(Bfloat16, IsOffByHalfAUnitAtMost) {
  Random random(1, Stream::simulated_noise, 1);
  for (int i = 0; i < 10000; ++i) {
    const auto value = static_cast<float>(random.normal() * std::exp(10 * random.normal()));
    EXPECT_LE(std::abs(to_float(from_float<bfloat16>(value)) - value), std::abs(value) * 0x1p-8F);
    EXPECT_EQ(from_float<float>(value), value);
  }
}

}  // namespace
}  // namespace lampyris
