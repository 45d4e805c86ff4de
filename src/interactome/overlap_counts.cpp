// SPDX-License-Identifier: Apache-2.0
#include "src/interactome/overlap_counts.hpp"

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#include <immintrin.h>
#define LAMPYRIS_POPCOUNT_VERSIONS
#endif

namespace lampyris {
namespace {

#ifdef LAMPYRIS_POPCOUNT_VERSIONS
#define LAMPYRIS_INTO_CALLER inline __attribute__((always_inline))
#else
#define LAMPYRIS_INTO_CALLER inline
#endif

LAMPYRIS_INTO_CALLER void add(const BitRows& rows, const Word* set, Word* lanes) {
  for (const Word* row : rows.first_words) {
    for (std::size_t w = 0; w < rows.words; ++w) {
      lanes[w % 8] += static_cast<Word>(__builtin_popcountll(row[w] & set[w]));
    }
    lanes += 8;
  }
}

void add_anywhere(const BitRows& rows, const Word* set, Word* lanes) {
  add(rows, set, lanes);
}

#ifdef LAMPYRIS_POPCOUNT_VERSIONS
__attribute__((target("popcnt"))) void add_words(const BitRows& rows, const Word* set, Word* lanes) {
  add(rows, set, lanes);
}

// LAMPYRIS_MULTIVERSION cannot name this extension, which counts eight words in one instruction: no x86-64
// level contains it, and target_clones of GCC 12 does not know it. Intrinsics, since the compiler does not
// find the loop that loads a word of the set once for several rows.
#define LAMPYRIS_VECTORS __attribute__((target("avx512f,avx512vpopcntdq")))

template <std::size_t Rows>
LAMPYRIS_VECTORS inline void add_rows(const Word* const* rows, std::size_t words, const Word* set,
                                      Word* lanes) {
  __m512i sums[Rows];
  for (std::size_t r = 0; r < Rows; ++r) sums[r] = _mm512_loadu_si512(lanes + 8 * r);
  for (std::size_t w = 0; w < words; w += 8) {
    const __m512i members = _mm512_loadu_si512(set + w);
    for (std::size_t r = 0; r < Rows; ++r) {
      const __m512i common = _mm512_and_si512(members, _mm512_loadu_si512(rows[r] + w));
      sums[r] = _mm512_add_epi64(sums[r], _mm512_popcnt_epi64(common));
    }
  }
  for (std::size_t r = 0; r < Rows; ++r) _mm512_storeu_si512(lanes + 8 * r, sums[r]);
}

LAMPYRIS_VECTORS void add_vectors(const BitRows& rows, const Word* set, Word* lanes) {
  const Word* const* row = rows.first_words.data();
  std::size_t left = rows.first_words.size();
  for (; left >= 4; left -= 4, row += 4, lanes += 32) add_rows<4>(row, rows.words, set, lanes);
  for (; left > 0; --left, ++row, lanes += 8) add_rows<1>(row, rows.words, set, lanes);
}
#endif

}  // namespace

AddOverlaps fastest_add_overlaps() {
#ifdef LAMPYRIS_POPCOUNT_VERSIONS
  if (__builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vpopcntdq") != 0) {
    return add_vectors;
  }
  if (__builtin_cpu_supports("popcnt") != 0) return add_words;
#endif
  return add_anywhere;
}

}  // namespace lampyris
