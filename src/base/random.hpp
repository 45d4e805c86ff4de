// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace lampyris {

/// The purpose of a random number: two streams never share a number. Values are part of every stored result:
/// append, never renumber.
enum class Stream : std::uint32_t {
  initial_weights = 1,
  shuffle = 2,
  split = 3,
  null_uniform = 4,
  null_degree = 5,
  label_permutation = 6,
  kmeans = 7,
  folds = 8,
  subsample = 9,
  pca_start = 11,
  corruption = 12,
  landmarks = 13,
  principal_space = 14,
  left_out_genes = 15,
  resampled_groups = 16,
  hidden_dropout = 17,
  code_noise = 18,
  residual_start = 19,
  simulated_programs = 20,
  simulated_samples = 21,
  simulated_noise = 22,
  simulated_interactome = 23,
  simulated_sets = 24,
};

/// Gives the index of the random numbers of unit `number` of what is called `name`, as a contrast: the name's
/// 32-bit hash (FNV-1a) and the number, so that what stands beside it in a job moves nothing.
[[nodiscard]] std::uint64_t index_of(std::string_view name, std::uint32_t number);

/// Counter-based random numbers (Philox 4x32-10 of Random123): a function of (seed, stream, index) and of how
/// many were drawn before, never of the rank.
class Random {
 public:
  /// The type of the numbers, as the standard library asks of a generator.
  using result_type = std::uint32_t;

  /// Begins the sequence `index` of a stream.
  Random(std::uint64_t seed, Stream stream, std::uint64_t index);

  /// The next 32 random bits.
  result_type operator()();
  /// The least number that operator() gives.
  static constexpr result_type min() { return 0; }
  /// The greatest number that operator() gives.
  static constexpr result_type max() { return 0xffffffffU; }

  /// In [0, 1), 53 bits.
  double uniform();
  /// Standard normal (Box–Muller).
  double normal();
  /// In [0, n), without bias; n > 0.
  std::uint64_t below(std::uint64_t n);

  /// Fisher–Yates.
  template <class T>
  void shuffle(std::span<T> values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

 private:
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> block_{};
  unsigned used_ = 4;
  bool has_spare_ = false;
  double spare_ = 0;
};

}  // namespace lampyris
