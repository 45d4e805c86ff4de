// SPDX-License-Identifier: Apache-2.0
#include "src/structure/reconstruction.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "src/structure/codes.hpp"
#include "src/structure/pca_scores.hpp"

namespace lampyris {

std::size_t code_width(const Architecture& architecture) {
  return *std::min_element(architecture.widths.begin(), architecture.widths.end());
}

std::vector<std::size_t> reconstruction_dimensions(const Architecture& architecture, std::size_t most) {
  const std::vector<std::size_t> asked{2, 64, 512, code_width(architecture)};
  return comparison_dimensions(asked, {}, most);
}

std::vector<Reconstruction> measure_reconstruction(const SampleBlocks& samples, const Compared& compared,
                                                   const World& world, Progress& progress) {
  const Model& model = compared.model;
  const auto& dimensions = compared.dimensions;
  const Architecture& shape = model.autoencoder.architecture();
  const auto mean = scaled_mean(model.scaling);
  std::vector<RSquared> measures(1 + dimensions.size(), RSquared(mean));
  std::optional<RSquared> one_pass;
  if (model.refinement) one_pass.emplace(mean);
  const PcaProjection projection(compared.pca, compared.pca.components.rows());
  const Slice mine = world.share(samples.count);
  std::vector<double> per_sample(samples.count);
  const auto measure = [&](std::size_t at, MatrixView<const float> scaled) {
    const auto reconstruction = propagate(compared.forward_pass, model, scaled, 0, shape.layers() + 1);
    measures[0].add(scaled, reconstruction.view());
    if (one_pass) {
      one_pass->add(scaled,
                    compared.forward_pass.propagate(model.autoencoder, scaled, 0, shape.layers() + 1).view());
    }
    const auto of_block = sample_r_squared(scaled, reconstruction.view(), mean);
    std::copy(of_block.begin(), of_block.end(),
              per_sample.begin() + static_cast<std::ptrdiff_t>(mine.offset + at));
    const auto codes = projection.encode(scaled);
    for (std::size_t d = 0; d < dimensions.size(); ++d) {
      const MatrixView<const float> first(codes.data(), codes.rows(), dimensions[d], codes.columns());
      measures[1 + d].add(scaled, projection.decode(first).view());
    }
    progress.advance(scaled.rows());
  };
  samples.for_each_block(mine, measure, compared.forward_pass.most(mine.count));

  gather_shares(world, std::span(per_sample), 1);

  std::vector<Reconstruction> reconstructions;
  for (std::size_t m = 0; m < measures.size(); ++m) {
    measures[m].sum(world);
    reconstructions.push_back({m == 0 ? "autoencoder" : "pca",
                               m == 0 ? code_width(shape) : dimensions[m - 1],
                               measures[m].summary(),
                               {}});
  }
  reconstructions[0].per_sample = std::move(per_sample);
  if (one_pass) {
    one_pass->sum(world);
    reconstructions.push_back({"encoder", code_width(shape), one_pass->summary(), {}});
  }
  return reconstructions;
}

}  // namespace lampyris
