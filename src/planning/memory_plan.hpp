// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "src/autoencoder/architecture.hpp"
#include "src/linalg/bfloat16.hpp"

namespace lampyris {

/// The part of a training run that a rank holds; the largest over the ranks.
struct MemoryQuestion {
  Architecture architecture;             ///< of the autoencoder
  std::size_t genes = 0;                 ///< of a rank
  std::size_t training = 0;              ///< samples of a sample group
  std::size_t heldout = 0;               ///< samples of a sample group
  std::size_t rows = 0;                  ///< most members of a batch in a sample group
  std::size_t gene_groups = 1;           ///< ranks that share the genes of a sample group
  Precision precision = Precision::f32;  ///< of the products
  bool streamed = false;                 ///< the training samples are read batch by batch
  bool averages = false;                 ///< there is a moving average of the weights
  bool drops = false;                    ///< hidden nodes are dropped
};

/// A part of a rank's memory.
struct MemoryItem {
  std::string what;  ///< its name, for people
  double bytes = 0;  ///< its size
};

/// The items of a rank's memory while it trains, in bytes.
[[nodiscard]] std::vector<MemoryItem> memory_plan(const MemoryQuestion& question);

/// Adds up the bytes of all items.
[[nodiscard]] double total_bytes(const std::vector<MemoryItem>& items);

}  // namespace lampyris
