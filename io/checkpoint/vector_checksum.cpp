#include "io/checkpoint/vector_checksum.hpp"

#include <array>
#include <bit>

namespace lampyris::io {

std::uint64_t vector_checksum(std::span<const float> mine, std::size_t first, const World& world) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < mine.size(); ++i) {
    const std::uint64_t bits = std::bit_cast<std::uint32_t>(mine[i]);
    sum += (bits + 1) * (2 * (first + i) + 1);
  }
  // Halves of 32 bits are exact in double for up to 2^21 ranks.
  std::array<double, 2> halves{static_cast<double>(sum & 0xffffffffU), static_cast<double>(sum >> 32)};
  world.sum(halves);
  return static_cast<std::uint64_t>(halves[0]) + (static_cast<std::uint64_t>(halves[1]) << 32);
}

}  // namespace lampyris::io
