// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "src/autoencoder/forward_pass.hpp"
#include "src/autoencoder/model.hpp"
#include "src/base/progress.hpp"
#include "src/base/world.hpp"
#include "src/pca/pca.hpp"
#include "src/statistics/r_squared.hpp"

namespace lampyris {

/// How well one way to compress samples gives them back.
struct Reconstruction {
  std::string representation;      ///< "autoencoder", "pca", or "encoder": a code that is not refined
  std::size_t dimension = 0;       ///< numbers that a sample is compressed to
  RSquared::Summary r_squared;     ///< over all samples
  std::vector<double> per_sample;  ///< R² of each sample; of the autoencoder only
};

/// Gives the narrowest layer's width: what passes through the autoencoder.
[[nodiscard]] std::size_t code_width(const Architecture& architecture);

/// The numbers of components that a model is compared with: 2, 64, 512 and its code_width, none more than
/// `most`, ascending, without repetition.
[[nodiscard]] std::vector<std::size_t> reconstruction_dimensions(const Architecture& architecture,
                                                                 std::size_t most);

/// Samples that are read when they are asked for, scaled.
struct SampleBlocks {
  /// A block of samples × genes, and the place of its first sample in the part.
  using Use = std::function<void(std::size_t first, MatrixView<const float> scaled)>;

  std::size_t count;  ///< of blocks
  /// Calls `use` with the part in blocks, in order; then with empty ones, as many as a part of `reach`
  /// samples has more, for a forward pass that is collective.
  std::function<void(Slice part, const Use& use, std::size_t reach)> for_each_block;
};

/// The encoders that are compared. Referred to, not copied.
struct Compared {
  const ForwardPass& forward_pass;             ///< by which the autoencoder is applied
  const Model& model;                          ///< the autoencoder
  const Pca& pca;                              ///< of the training samples
  const std::vector<std::size_t>& dimensions;  ///< none more than there are components
};

/// Collective. Measures the autoencoder, then PCA in each of the dimensions, at last a residual network with
/// the codes of its encoder, each rank on its share of the samples. Advances `progress` by one a sample of
/// mine.
[[nodiscard]] std::vector<Reconstruction> measure_reconstruction(const SampleBlocks& samples,
                                                                 const Compared& compared, const World& world,
                                                                 Progress& progress);

}  // namespace lampyris
