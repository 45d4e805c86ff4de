// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "src/autoencoder/autoencoder.hpp"

namespace lampyris {

/// How values pass through an autoencoder after training: the port through which codes and reconstructions
/// are computed, whether this process works on all genes of its rows or shares them with others.
class ForwardPass {
 public:
  virtual ~ForwardPass() = default;

  /// Collective over the ranks that share the genes; each gives its own rows, perhaps none. propagate(), bit
  /// for bit. The layers between the first and the last are nobody else's concern.
  [[nodiscard]] virtual Matrix<float> propagate(const Autoencoder& autoencoder,
                                                MatrixView<const float> values, std::size_t from,
                                                std::size_t to) const = 0;

  /// Collective over the same ranks. The largest of their numbers: of rounds, so that all make as many calls.
  [[nodiscard]] virtual std::size_t most(std::size_t mine) const = 0;
};

/// All genes here.
class LocalForwardPass final : public ForwardPass {
 public:
  [[nodiscard]] Matrix<float> propagate(const Autoencoder& autoencoder, MatrixView<const float> values,
                                        std::size_t from, std::size_t to) const override {
    return lampyris::propagate(autoencoder, values, from, to);
  }
  [[nodiscard]] std::size_t most(std::size_t mine) const override { return mine; }
};

}  // namespace lampyris
