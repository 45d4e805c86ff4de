// SPDX-License-Identifier: Apache-2.0
#include "src/base/fingerprint.hpp"

#include <fmt/format.h>

#include <array>

namespace lampyris {

void Fingerprint::add_bytes(std::span<const std::byte> bytes) {
  constexpr std::uint64_t prime = 0x100000001b3U;
  for (const std::byte byte : bytes) hash_ = (hash_ ^ std::to_integer<std::uint64_t>(byte)) * prime;
}

void Fingerprint::add(std::string_view text) {
  add(text.size());
  add_bytes(std::as_bytes(std::span(text)));
}

void Fingerprint::add(const std::vector<std::string>& texts) {
  add(texts.size());
  for (const auto& text : texts) add(std::string_view(text));
}

std::string Fingerprint::text() const {
  return fmt::format("{:016x}", hash_);
}

std::uint64_t UnorderedChecksum::sum(const World& world) const {
  // Halves of 32 bits are exact in double for up to 2^21 ranks.
  std::array<double, 2> halves{static_cast<double>(sum_ & 0xffffffffU), static_cast<double>(sum_ >> 32)};
  world.sum(halves);
  return static_cast<std::uint64_t>(halves[0]) + (static_cast<std::uint64_t>(halves[1]) << 32);
}

}  // namespace lampyris
