#include "src/base/fingerprint.hpp"

#include <fmt/format.h>

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

}  // namespace lampyris
