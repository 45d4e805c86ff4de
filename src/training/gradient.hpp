#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "src/autoencoder/autoencoder.hpp"
#include "src/training/batch_source.hpp"

namespace lampyris {

/// One rank's part of the gradient of the loss: the mean over the global batch and all genes of (x̂ − x)².
/// Owns the activations of one batch; nothing is allocated from step to step.
class Gradient {
 public:
  /// `most_rows`: no more samples are ever given at once.
  Gradient(const Architecture& architecture, std::size_t most_rows);

  [[nodiscard]] std::size_t most_rows() const { return most_rows_; }

  /// Overwrites `gradient`, laid out as Autoencoder::parameters: its sum over the ranks is the gradient.
  /// Returns Σ(x̂ − x)² of my members. A rank without members writes zeros.
  double compute(const Autoencoder& autoencoder, const Batch& batch, std::span<float> gradient);

  /// Samples × genes through the whole autoencoder; valid until the next call. Fast: see gemm.
  [[nodiscard]] MatrixView<const float> reconstruct(const Autoencoder& autoencoder,
                                                    MatrixView<const float> samples);

  /// The first layer of `samples` with a value that is not finite: 0 = genes, L + 1 = reconstruction, L + 2 =
  /// none.
  [[nodiscard]] std::size_t first_broken_layer(const Autoencoder& autoencoder,
                                               MatrixView<const float> samples);

 private:
  [[nodiscard]] MatrixView<float> layer(std::size_t index, std::size_t rows);

  Architecture architecture_;
  std::size_t most_rows_;
  std::vector<Matrix<float>> layers_;       // [layer − 1], most_rows × nodes
  std::vector<Matrix<float>> derivatives_;  // [layer − 1], hidden layers alone
};

}  // namespace lampyris
