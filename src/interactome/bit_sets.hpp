// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "src/linalg/matrix.hpp"

namespace lampyris {

/// 64 genes of a set, one bit a gene.
using Word = std::uint64_t;

/// Sets of genes 0 … genes − 1, one bit a gene. A set is a row of words, padded with zeros to whole vectors
/// of eight words.
class BitSets {
 public:
  /// Makes so many empty sets.
  BitSets(std::size_t sets, std::size_t genes) : words_(sets, padded_words(genes)) {}

  /// The words of a row, a multiple of 8.
  [[nodiscard]] static std::size_t padded_words(std::size_t genes) { return (genes + 511) / 512 * 8; }
  /// The number of sets.
  [[nodiscard]] std::size_t size() const { return words_.rows(); }
  /// The words of a set.
  [[nodiscard]] std::span<Word> row(std::size_t set) { return words_.row(set); }
  /// The words of a set, to read.
  [[nodiscard]] std::span<const Word> row(std::size_t set) const { return words_.row(set); }

 private:
  Matrix<Word> words_;
};

/// Whether the set holds a gene.
[[nodiscard]] inline bool has_bit(std::span<const Word> set, std::size_t gene) {
  return (set[gene / 64] >> (gene % 64) & 1U) != 0;
}
/// Adds a gene to the set.
inline void set_bit(std::span<Word> set, std::size_t gene) {
  set[gene / 64] |= Word{1} << (gene % 64);
}

/// Calls visit(gene) for every gene of the word `at` of a set, in ascending order.
template <class Visit>
void for_each_bit(Word word, std::size_t at, Visit&& visit) {
  for (; word != 0; word &= word - 1) visit(at * 64 + static_cast<std::size_t>(__builtin_ctzll(word)));
}

}  // namespace lampyris
