// SPDX-License-Identifier: Apache-2.0
#include "src/base/random.hpp"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>

namespace lampyris {

std::uint64_t index_of(std::string_view name, std::uint32_t number) {
  std::uint32_t hash = 2166136261U;
  for (const char letter : name) hash = (hash ^ static_cast<unsigned char>(letter)) * 16777619U;
  return (static_cast<std::uint64_t>(hash) << 32U) | number;
}

Random::Random(std::uint64_t seed, Stream stream, std::uint64_t index)
    : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
      counter_{0, static_cast<std::uint32_t>(stream), static_cast<std::uint32_t>(index),
               static_cast<std::uint32_t>(index >> 32)} {}

Random::result_type Random::operator()() {
  if (used_ == 4) {
    const r123::Philox4x32 philox;
    const r123::Philox4x32::ctr_type counter{{counter_[0], counter_[1], counter_[2], counter_[3]}};
    const r123::Philox4x32::key_type key{{key_[0], key_[1]}};
    const auto block = philox(counter, key);
    for (unsigned i = 0; i < 4; ++i) block_[i] = block[i];
    ++counter_[0];
    used_ = 0;
  }
  return block_[used_++];
}

double Random::uniform() {
  const std::uint64_t high = (*this)();
  const std::uint64_t low = (*this)();
  return static_cast<double>(((high << 32) | low) >> 11) * 0x1.0p-53;
}

double Random::normal() {
  if (has_spare_) {
    has_spare_ = false;
    return spare_;
  }
  const double radius = std::sqrt(-2.0 * std::log1p(-uniform()));
  const double angle = 2.0 * std::numbers::pi * uniform();
  spare_ = radius * std::sin(angle);
  has_spare_ = true;
  return radius * std::cos(angle);
}

std::uint64_t Random::below(std::uint64_t n) {
  // Numbers under 2^64 mod n would make small results more frequent: they are drawn again.
  const std::uint64_t unfair = (0 - n) % n;
  for (;;) {
    const std::uint64_t high = (*this)();
    const std::uint64_t draw = (high << 32) | (*this)();
    if (draw >= unfair) return draw % n;
  }
}

}  // namespace lampyris
