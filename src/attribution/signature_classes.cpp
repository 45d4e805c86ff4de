// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/signature_classes.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <set>

#include "src/base/multiversion.hpp"
#include "src/interactome/bit_sets.hpp"

namespace lampyris {
namespace {

LAMPYRIS_MULTIVERSION
std::size_t count_common(const Word* a, const Word* b, std::size_t words) {
  std::size_t common = 0;
  for (std::size_t w = 0; w < words; ++w) common += static_cast<std::size_t>(std::popcount(a[w] & b[w]));
  return common;
}

}  // namespace

std::vector<bool> SignatureClasses::counted(Slice units) const {
  std::vector<bool> result;
  std::set<std::size_t> seen;
  for (std::size_t unit = units.offset; unit < units.end(); ++unit) {
    result.push_back(!is_constant(unit) && seen.insert(first_of(unit)).second);
  }
  return result;
}

SignatureClasses classify_signatures(std::span<const std::span<const std::uint32_t>> signatures,
                                     std::size_t genes) {
  std::vector<std::size_t> first;
  std::vector<std::size_t> begun;          // the first nodes of the classes so far
  BitSets bits(signatures.size(), genes);  // of these, one below the other
  for (std::size_t unit = 0; unit < signatures.size(); ++unit) {
    if (signatures[unit].empty()) {
      first.push_back(SignatureClasses::constant);
      continue;
    }
    const auto mine = bits.row(begun.size());
    std::ranges::fill(mine, Word{0});
    for (const std::uint32_t gene : signatures[unit]) set_bit(mine, gene);
    std::size_t found = unit;
    for (std::size_t c = 0; c < begun.size() && found == unit; ++c) {
      if (2 * count_common(mine.data(), bits.row(c).data(), mine.size()) > signatures[unit].size()) {
        found = begun[c];
      }
    }
    first.push_back(found);
    if (found == unit) begun.push_back(unit);
  }
  return SignatureClasses(std::move(first));
}

}  // namespace lampyris
