// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "mpi/communicator.hpp"
#include "src/base/slice.hpp"
#include "src/linalg/matrix.hpp"

namespace lampyris::test {

/// A value of the cohort that the tests of principal components share; any script can compute it again.
inline float entry(std::int64_t i, std::int64_t j) {
  const auto noise = (i * i * 7919 + j * j * 104729 + i * j * 31 + i * 13 + j * 17) % 1009;
  const float signal = (static_cast<float>(i * 37 % 11) / 11.0F) * (static_cast<float>(j * 53 % 13) / 13.0F);
  return static_cast<float>(noise) / 1009.0F + signal;
}

inline Matrix<float> block(Slice rows, std::size_t genes) {
  Matrix<float> values(rows.count, genes);
  for (std::size_t i = 0; i < rows.count; ++i) {
    for (std::size_t j = 0; j < genes; ++j) {
      values(i, j) = entry(static_cast<std::int64_t>(rows.offset + i), static_cast<std::int64_t>(j));
    }
  }
  return values;
}

// Samples of which every tenth is the same: of rank 9.
inline Matrix<float> repeated_block(Slice rows, std::size_t genes) {
  Matrix<float> values(rows.count, genes);
  for (std::size_t i = 0; i < rows.count; ++i) {
    for (std::size_t j = 0; j < genes; ++j) {
      values(i, j) = entry(static_cast<std::int64_t>((rows.offset + i) % 10), static_cast<std::int64_t>(j));
    }
  }
  return values;
}

// Ways to partition samples over the ranks.
enum class Partition { even, all_on_last, rising };

inline Slice part(Partition partition, std::size_t samples, const mpi::Communicator& ranks) {
  const auto size = static_cast<std::size_t>(ranks.size());
  const auto rank = static_cast<std::size_t>(ranks.rank());
  if (partition == Partition::even) return part_of(samples, size, rank);
  if (partition == Partition::all_on_last) return rank + 1 == size ? Slice{0, samples} : Slice{0, 0};
  // Rank r holds 0 : 1 : 2 … parts; rank 0 of several nothing.
  const std::size_t weights = std::max<std::size_t>(1, size * (size - 1) / 2);
  const auto upto = [&](std::size_t r) { return samples * (r * (r - 1) / 2) / weights; };
  if (size == 1) return {0, samples};
  return {rank == 0 ? 0 : upto(rank), rank == 0 ? 0 : upto(rank + 1) - upto(rank)};
}

}  // namespace lampyris::test
