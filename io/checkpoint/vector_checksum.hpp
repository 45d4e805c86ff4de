#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "src/base/world.hpp"

namespace lampyris::io {

/// Collective. A checksum of the bits of a long vector of which each rank gives one part, `first` being the
/// place of its first value; the parts cover the vector once. Free of how it was cut: the sum of (bits + 1) ·
/// (2 · place + 1) modulo 2⁶⁴.
[[nodiscard]] std::uint64_t vector_checksum(std::span<const float> mine, std::size_t first,
                                            const World& world);

}  // namespace lampyris::io
