// SPDX-License-Identifier: Apache-2.0
#include "src/training/engines/hidden_noise.hpp"

#include <cmath>

#include "src/base/random.hpp"

namespace lampyris {
namespace {

// Layers below 256, epochs below 2²⁴.
std::uint64_t index_of(Visit visit, std::size_t layer) {
  return static_cast<std::uint64_t>(layer) << 56 | static_cast<std::uint64_t>(visit.epoch) << 32 |
         visit.member;
}

}  // namespace

void dropout_factors(const HiddenNoise& noise, Visit visit, std::size_t layer, std::span<float> factors) {
  Random random(noise.seed, Stream::hidden_dropout, index_of(visit, layer));
  const auto least = static_cast<std::uint32_t>(std::ldexp(noise.dropout, 32));
  const auto kept = static_cast<float>(1 / (1 - noise.dropout));
  for (float& factor : factors) factor = random() < least ? 0.0F : kept;
}

void add_code_noise(const HiddenNoise& noise, Visit visit, std::span<float> code) {
  Random random(noise.seed, Stream::code_noise, index_of(visit, 0));
  for (std::size_t j = 0; j < code.size(); ++j) {
    code[j] += static_cast<float>(noise.code * noise.code_sd[j] * random.normal());
  }
}

}  // namespace lampyris
