// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "src/training/batches/batch_source.hpp"

namespace lampyris {

/// Says how hidden nodes are disturbed while the network is trained, and only then. Each number is a function
/// of (seed, epoch, sample, layer, node) alone.
struct HiddenNoise {
  double dropout = 0;  ///< a bent node is 0 with this probability, the others grow by 1 / (1 − dropout)
  double code = 0;     ///< standard deviation of the noise on the code, in those of its components
  std::vector<double> code_sd;  ///< of each component of the code, where there is noise on it
  std::uint64_t seed = 0;       ///< decides all of it

  /// Whether anything is done at all.
  [[nodiscard]] bool any() const { return dropout > 0 || code > 0; }
};

/// Names a sample as it is seen once.
struct Visit {
  std::size_t epoch;     ///< from 0
  std::uint32_t member;  ///< which training sample it is
};

/// Writes what each bent node of a layer is multiplied by: 0 or 1 / (1 − dropout).
void dropout_factors(const HiddenNoise& noise, Visit visit, std::size_t layer, std::span<float> factors);

/// Adds noise to a sample's code.
void add_code_noise(const HiddenNoise& noise, Visit visit, std::span<float> code);

/// Rows of a batch and what disturbs them; without noise they are seen as they are.
struct NoisyRows {
  const HiddenNoise* noise = nullptr;        ///< or none
  std::size_t epoch = 0;                     ///< from 0
  std::span<const std::uint32_t> members{};  ///< one a row, where there is noise

  /// The rows of a batch that are in `rows`.
  static NoisyRows of(const HiddenNoise& noise, const Batch& batch, Slice rows) {
    if (!noise.any()) return {};
    return {&noise, batch.epoch, batch.members.subspan(rows.offset, rows.count)};
  }
  /// A row's visit.
  [[nodiscard]] Visit visit(std::size_t row) const { return {epoch, members[row]}; }
};

}  // namespace lampyris
