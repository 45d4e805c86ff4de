// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/decoder_metric.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>

#include "mpi/communicator.hpp"
#include "src/autoencoder/decode_differences.hpp"
#include "src/autoencoder/residual_start.hpp"
#include "src/base/random.hpp"

namespace lampyris {
namespace {

constexpr std::size_t genes = 37;

Model random_model(Architecture shape) {
  Model model;
  model.autoencoder = Autoencoder(std::move(shape));
  Random random(3, Stream::simulated_noise, 0);
  for (float& value : model.autoencoder.parameters()) value = static_cast<float>(0.4 * random.normal());
  return model;
}

Model sigmoid_model() {
  return random_model({.genes = genes, .widths = {9, 5, 7}});
}

Model residual_model() {
  Architecture shape{genes, {}, Activation::gelu, Activation::linear};
  shape.normalised = true;
  return random_model(residual_architecture(shape, {{8, 6}, 3}));
}

// Codes of random samples in every layer.
std::vector<Matrix<float>> codes_of(const Model& model, std::size_t samples) {
  Matrix<float> scaled(samples, genes);
  Random random(4, Stream::simulated_noise, 1);
  for (float& value : scaled.values()) value = static_cast<float>(random.uniform());
  std::vector<Matrix<float>> codes;
  for (std::size_t layer = 1; layer <= model.architecture().layers(); ++layer)
    codes.push_back(propagate(model.autoencoder, scaled.view(), 0, layer));
  return codes;
}

// J Jᵀ of the reconstruction by the nodes, from small steps of one node after the other.
Matrix<double> stepwise_metric(const Model& model, std::size_t layer, std::span<const float> code) {
  constexpr double step = 1e-6;
  std::vector<NodeChange> changes;
  for (std::size_t j = 0; j < code.size(); ++j) changes.push_back({j, step});
  const auto moved = decode_differences(model, layer, code, changes);
  Matrix<double> metric(code.size(), code.size());
  for (std::size_t i = 0; i < code.size(); ++i) {
    for (std::size_t j = 0; j < code.size(); ++j) {
      for (std::size_t g = 0; g < genes; ++g) metric(i, j) += moved(i, g) * moved(j, g) / (step * step);
    }
  }
  return metric;
}

void expect_root(const Matrix<float>& root, const Matrix<double>& metric) {
  double greatest = 0;
  for (const double value : metric.values()) greatest = std::max(greatest, std::abs(value));
  ASSERT_GT(greatest, 0);
  for (std::size_t i = 0; i < root.rows(); ++i) {
    for (std::size_t j = 0; j < root.rows(); ++j) {
      double found = 0;
      for (std::size_t k = 0; k < root.columns(); ++k)
        found += static_cast<double>(root(i, k)) * static_cast<double>(root(j, k));
      ASSERT_NEAR(found, metric(i, j), 1e-5 * greatest) << i << " " << j;
    }
  }
}

TEST(DecoderMetric, OfOneSampleIsThatOfSmallSteps) {
  for (const auto& make : {sigmoid_model, residual_model}) {
    const Model model = make();
    const auto codes = codes_of(model, 1);
    const auto coordinates = decoder_metric(model, codes, SingleWorld());
    ASSERT_EQ(coordinates.size(), codes.size());
    for (std::size_t layer = 1; layer <= codes.size(); ++layer)
      expect_root(coordinates[layer - 1], stepwise_metric(model, layer, codes[layer - 1].row(0)));
  }
}

TEST(DecoderMetric, OfTheLastLayerIsTheMeanOverSamples) {
  const auto model = sigmoid_model();
  const auto codes = codes_of(model, 4);
  Matrix<double> mean(7, 7);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto one = stepwise_metric(model, 3, codes[2].row(i));
    for (std::size_t k = 0; k < one.size(); ++k) mean.values()[k] += one.values()[k] / 4;
  }
  expect_root(decoder_metric(model, codes, SingleWorld())[2], mean);
}

// Where the decoder is linear, distances are exactly those of what is decoded, whatever the layer.
TEST(DecoderMetric, OfALinearDecoderHasTheDistancesOfDecodes) {
  const auto model = random_model(
      {.genes = genes, .widths = {9, 4, 6}, .hidden = Activation::linear, .output = Activation::linear});
  const auto codes = codes_of(model, 12);
  const auto coordinates = decoder_metric(model, codes, SingleWorld());
  const auto decoded = propagate(model.autoencoder, codes[0].view(), 1, 4);
  const auto squared = [](const Matrix<float>& values, std::size_t i, std::size_t j) {
    double sum = 0;
    for (std::size_t k = 0; k < values.columns(); ++k)
      sum += std::pow(static_cast<double>(values(i, k)) - static_cast<double>(values(j, k)), 2);
    return sum;
  };
  for (std::size_t layer = 1; layer <= 3; ++layer) {
    const auto turned = in_coordinates(codes[layer - 1].view(), coordinates[layer - 1]);
    EXPECT_EQ(turned.columns(), codes[layer - 1].columns());
    for (std::size_t i = 1; i < 12; ++i) {
      const double expected = squared(decoded, 0, i);
      EXPECT_NEAR(squared(turned, 0, i), expected, 1e-4 * expected) << layer;
    }
  }
}

TEST(DecoderMetric, OfAManifoldIsItsCode) {
  Model model;
  model.autoencoder = Autoencoder({.genes = genes, .widths = {2}}, ParameterStore{});
  model.manifold.emplace();
  model.manifold->nodes.mixing = Matrix<float>(2, 2);
  model.manifold->nodes.mixing(0, 1) = 3;
  model.manifold->nodes.mixing(1, 0) = -1;
  const auto coordinates = decoder_metric(model, {}, SingleWorld());
  Matrix<float> codes(1, 2);
  codes(0, 0) = 2;
  codes(0, 1) = 5;
  const auto turned = in_coordinates(codes.view(), coordinates[0]);
  EXPECT_EQ(turned(0, 0), -5);
  EXPECT_EQ(turned(0, 1), 6);
}

TEST(DecoderMetric, AnyNumberOfRanksGivesTheSameBits) {
  const auto ranks = mpi::Communicator::world();
  for (const auto& make : {sigmoid_model, residual_model}) {
    const Model model = make();
    const auto codes = codes_of(model, 5);
    const auto one = decoder_metric(model, codes, SingleWorld());
    const auto all = decoder_metric(model, codes, mpi::RankWorld(ranks));
    for (std::size_t layer = 0; layer < one.size(); ++layer) {
      ASSERT_EQ(one[layer].size(), all[layer].size());
      EXPECT_EQ(std::memcmp(one[layer].data(), all[layer].data(), one[layer].size() * sizeof(float)), 0);
    }
  }
}

TEST(DecoderMetric, SamplesAreEvenlySpaced) {
  std::vector<std::size_t> samples;
  for (std::size_t i = 0; i < 64; ++i) samples.push_back(2 * i);
  const auto some = metric_samples(samples);
  ASSERT_EQ(some.size(), most_metric_samples);
  for (std::size_t i = 0; i < some.size(); ++i) EXPECT_EQ(some[i], 8 * i);
  EXPECT_EQ(metric_samples(std::vector<std::size_t>{3, 7}), (std::vector<std::size_t>{3, 7}));
}

}  // namespace
}  // namespace lampyris
