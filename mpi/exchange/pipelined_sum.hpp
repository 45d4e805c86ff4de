// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "mpi/communicator.hpp"
#include "src/autoencoder/autoencoder.hpp"

// The genes are summed over in the order of a single process, so rank r continues the sums that rank r − 1
// began (▶). The nodes are cut into blocks a, b, c, … of 64, so that all ranks are soon at work; the last
// rank sends each rank its rows of a block that is whole (▽):
//
//   rank 0, first genes   a ▶ b ▶ c ▶ d
//   rank 1                    a ▶ b ▶ c ▶ d
//   rank 2, last genes            a ▽ b ▽ c ▽ d ▽     time →

namespace lampyris::mpi {

/// Names what each rank of a gene group has in one pipelined sum.
struct PipelineParts {
  std::span<const Slice> rows;  ///< [rank], of all rows, one below the other
  Slice genes;                  ///< mine; they follow those of the rank before
};

/// Collective over the gene group. Sums the inputs of the first hidden layer, before bias and activation,
/// over all genes, with the bits of a single process. `values`: all rows × my genes; `mine`: my rows × nodes,
/// overwritten.
void pipelined_sum(const Communicator& group, const PipelineParts& parts, const Autoencoder& autoencoder,
                   MatrixView<const float> values, MatrixView<float> mine);

}  // namespace lampyris::mpi
