// SPDX-License-Identifier: Apache-2.0
#include "src/structure/codes.hpp"

#include <algorithm>
#include <numeric>
#include <span>
#include <utility>

#include "src/autoencoder/decoder_metric.hpp"
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

// These samples' rows of all ranks' shares.
Matrix<float> gather_rows(const Matrix<float>& mine, std::size_t samples, std::span<const std::size_t> some,
                          const World& world) {
  const Slice share = world.share(samples);
  Matrix<double> rows(some.size(), mine.columns());
  for (std::size_t i = 0; i < some.size(); ++i) {
    if (some[i] < share.offset || some[i] >= share.end()) continue;
    const auto row = mine.row(some[i] - share.offset);
    std::copy(row.begin(), row.end(), rows.row(i).begin());
  }
  world.sum(rows.values());
  Matrix<float> result(rows.rows(), rows.columns());
  std::ranges::transform(rows.values(), result.values().begin(),
                         [](double value) { return static_cast<float>(value); });
  return result;
}

// The fitted samples; all of them when the model does not say.
std::vector<std::size_t> fitted_samples(const Model& model, std::size_t samples) {
  const auto fitted = model.fitted_parts();
  std::vector<std::size_t> some;
  for (std::size_t i = 0; i < model.parts.size(); ++i) {
    if (std::ranges::find(fitted, model.parts[i]) != fitted.end()) some.push_back(i);
  }
  if (some.empty()) {
    some.resize(samples);
    std::iota(some.begin(), some.end(), std::size_t{0});
  }
  return some;
}

// Coordinates of each layer; fitted samples say what the decoder does.
std::vector<Matrix<float>> metric_of(const Codes& mine, const Model& model, std::size_t samples,
                                     const World& world) {
  const auto some = metric_samples(fitted_samples(model, samples));
  std::vector<Matrix<float>> codes;
  for (const auto& layer : mine.layers) codes.push_back(gather_rows(layer, samples, some, world));
  return decoder_metric(model, codes, world);
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
  const auto metric = metric_of(mine, model, samples, world);
  for (std::size_t layer = 1; layer <= mine.layers.size(); ++layer) {
    const std::string name = "layer" + std::to_string(layer);
    const auto codes =
        in_coordinates(gather(mine.layers[layer - 1], samples, world).view(), metric[layer - 1]);
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

std::vector<std::size_t> candidate_dimensions(std::span<const std::size_t> compared, std::size_t most) {
  std::vector<std::size_t> others;
  for (std::size_t dimension = 2; dimension <= std::min<std::size_t>(most, 512); dimension *= 2) {
    if (std::ranges::find(compared, dimension) == compared.end()) others.push_back(dimension);
  }
  return others;
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
