#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "io/cohort/scaled_samples.hpp"
#include "src/autoencoder/forward_pass.hpp"
#include "src/autoencoder/model.hpp"
#include "src/base/progress.hpp"
#include "src/base/world.hpp"
#include "src/statistics/r_squared.hpp"
#include "src/structure/pca.hpp"

namespace lampyris::jobs {

/// How well one way to compress samples gives them back.
struct Reconstruction {
  std::string representation;  ///< "autoencoder" or "pca"
  std::size_t dimension = 0;
  RSquared::Summary r_squared;
  std::vector<double> per_sample;  ///< R² of each sample; of the autoencoder only
};

/// The narrowest layer's width: what passes through the autoencoder.
[[nodiscard]] std::size_t code_width(const Architecture& architecture);

/// What is compared. Referred to, not copied.
struct Compared {
  const ForwardPass& forward_pass;
  const Model& model;
  const Pca& pca;
  const std::vector<std::size_t>& dimensions;  ///< none more than there are components
};

/// Collective. The autoencoder, then PCA in each of the dimensions. Advances `progress` by one a sample of
/// mine.
[[nodiscard]] std::vector<Reconstruction> measure_reconstruction(const io::ScaledSamples& samples,
                                                                 const Compared& compared, const World& world,
                                                                 Progress& progress);

}  // namespace lampyris::jobs
