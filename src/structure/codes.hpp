// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "src/autoencoder/model.hpp"
#include "src/base/world.hpp"
#include "src/structure/pca_scores.hpp"
#include "src/structure/structure_analysis.hpp"

namespace lampyris {

/// The codes of my share of the samples in each layer and in the principal components.
struct Codes {
  std::vector<Matrix<float>> layers;  ///< [layer − 1], samples × width
  Matrix<float> pca;                  ///< samples × components
};

/// Makes room for the codes of so many samples, zeros at first.
[[nodiscard]] Codes make_codes(std::size_t samples, const Architecture& architecture, std::size_t components);

/// The encoders that turn samples into codes. Referred to, not copied.
struct Encoders {
  const ForwardPass& forward_pass;  ///< computes the layers
  const Model& model;               ///< whose layers they are
  const PcaProjection& pca;         ///< the principal components
};

/// Collective as Encoders::forward_pass. Fills the rows from `first` on with the codes of these scaled
/// samples. Batch-invariant.
void encode_into(Codes& codes, std::size_t first, MatrixView<const float> scaled, const Encoders& encoders);

/// Where every sample lies on the plane of its representation: samples × 2.
struct PlaneOfCodes {
  std::string name;            ///< "layer1", …, "pca"
  Matrix<double> coordinates;  ///< samples × 2
};

/// The codes of all samples, the same on every rank.
struct GatheredCodes {
  std::vector<Representation> representations;  ///< of the chosen samples
  std::vector<PlaneOfCodes> planes;             ///< of all samples
};

/// Collective. From every rank's share of `samples`: the layers (in decoder_metric's coordinates), then the
/// principal components in each of `dimensions`, the latter being the first columns of Codes::pca. One layer
/// at a time is held whole.
[[nodiscard]] GatheredCodes gather_codes(const Codes& mine, const Model& model, std::size_t samples,
                                         std::span<const std::size_t> chosen,
                                         std::span<const std::size_t> dimensions, const World& world);

/// The numbers of principal components to compare with: those asked for and the widths of the layers, none
/// more than `most`, ascending, without repetition.
[[nodiscard]] std::vector<std::size_t> comparison_dimensions(std::span<const std::size_t> asked,
                                                             const Architecture& architecture,
                                                             std::size_t most);

/// The numbers of components 2, 4, 8, …, 512, none more than `most`, that are not compared anyway: the
/// reference of samples that were not fitted is the best of all.
[[nodiscard]] std::vector<std::size_t> candidate_dimensions(std::span<const std::size_t> compared,
                                                            std::size_t most);

}  // namespace lampyris
