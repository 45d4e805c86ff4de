// SPDX-License-Identifier: Apache-2.0
#include "src/structure/codes.hpp"

#include <algorithm>
#include <utility>

#include "src/structure/sample_embedding.hpp"

namespace lampyris {
namespace {

void copy_rows(const Matrix<float>& from, Matrix<float>& to, std::size_t first) {
  std::copy_n(from.data(), from.size(), to.data() + first * to.columns());
}

Matrix<float> gather(const Matrix<float>& mine, std::size_t samples, const World& world) {
  Matrix<float> whole(samples, mine.columns());
  copy_rows(mine, whole, world.share(samples).offset);
  gather_shares(world, whole.values(), whole.columns());
  return whole;
}

// These samples, the first `columns` of their codes.
Matrix<float> corner(const Matrix<float>& codes, std::span<const std::size_t> samples, std::size_t columns) {
  Matrix<float> some(samples.size(), columns);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    std::copy_n(codes.row(samples[i]).begin(), columns, some.row(i).begin());
  }
  return some;
}

}  // namespace

Codes make_codes(std::size_t samples, const Architecture& architecture, std::size_t components) {
  Codes codes;
  for (const std::size_t width : architecture.widths) codes.layers.emplace_back(samples, width);
  codes.pca = Matrix<float>(samples, components);
  return codes;
}

void encode_into(Codes& codes, std::size_t first, MatrixView<const float> scaled, const Encoders& encoders) {
  Matrix<float> below;
  for (std::size_t layer = 1; layer <= codes.layers.size(); ++layer) {
    below = propagate(encoders.forward_pass, encoders.model,
                      layer == 1 ? scaled : std::as_const(below).view(), layer - 1, layer);
    copy_rows(below, codes.layers[layer - 1], first);
  }
  copy_rows(encoders.pca.encode(scaled), codes.pca, first);
}

GatheredCodes gather_codes(const Codes& mine, const Model& model, std::size_t samples,
                           std::span<const std::size_t> chosen, std::span<const std::size_t> dimensions,
                           const World& world) {
  GatheredCodes gathered;
  for (std::size_t layer = 1; layer <= mine.layers.size(); ++layer) {
    const std::string name = "layer" + std::to_string(layer);
    const auto codes = in_decoder_metric(model, gather(mine.layers[layer - 1], samples, world));
    gathered.planes.push_back({name, principal_plane(codes.view(), world)});
    gathered.representations.push_back({name, false, corner(codes, chosen, codes.columns())});
  }
  const auto codes = gather(mine.pca, samples, world);
  gathered.planes.push_back({"pca", principal_plane(codes.view(), world)});
  for (const std::size_t dimension : dimensions) {
    gathered.representations.push_back({"pca", true, corner(codes, chosen, dimension)});
  }
  return gathered;
}

std::vector<std::size_t> comparison_dimensions(std::span<const std::size_t> asked,
                                               const Architecture& architecture, std::size_t most) {
  std::vector<std::size_t> dimensions(asked.begin(), asked.end());
  dimensions.insert(dimensions.end(), architecture.widths.begin(), architecture.widths.end());
  for (std::size_t& dimension : dimensions) dimension = std::min(dimension, most);
  std::sort(dimensions.begin(), dimensions.end());
  dimensions.erase(std::unique(dimensions.begin(), dimensions.end()), dimensions.end());
  std::erase(dimensions, 0);
  return dimensions;
}

}  // namespace lampyris
