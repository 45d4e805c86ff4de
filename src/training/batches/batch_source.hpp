// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "src/linalg/numbers.hpp"
#include "src/training/batches/epoch_order.hpp"

namespace lampyris {

/// The part of one global batch that this rank holds.
struct Batch {
  Numbers values;                          ///< members × my genes, scaled; may have no row
  Numbers inputs;                          ///< to be encoded: the values, or a corrupted copy of them
  std::span<const std::uint32_t> members;  ///< which training samples they are
  std::size_t samples = 0;                 ///< size of the batch over all ranks; at least 1
  std::size_t epoch = 0;                   ///< the one that it belongs to, from 0
};

/// Partitions the training samples into batches: the members of batch `step` of an epoch, and their order,
/// are those of epoch_order. Each rank gives the members that its sample group holds, of its genes.
class BatchSource {
 public:
  virtual ~BatchSource() = default;

  /// How the samples are cut into batches.
  [[nodiscard]] virtual const BatchPlan& plan() const = 0;
  /// No batch has more rows here than this; at least 1, because held-out samples, which a rank may have
  /// without training samples, go through in pieces of so many.
  [[nodiscard]] virtual std::size_t most_rows() const = 0;

  /// Not collective. Steps are asked for in ascending order, from any first one.
  virtual void begin_epoch(std::size_t epoch, std::size_t first_step) = 0;
  /// Not collective. The batch of `step` of the current epoch; valid until the next call.
  [[nodiscard]] virtual Batch batch(std::size_t step) = 0;
};

}  // namespace lampyris
