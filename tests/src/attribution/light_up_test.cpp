// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/light_up.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "src/base/error.hpp"
#include "tests/src/attribution/models.hpp"

namespace lampyris {
namespace {

// Plain loops in double: what the decoder makes of one code.
std::vector<double> decode_plainly(const Autoencoder& autoencoder, std::vector<double> values,
                                   std::size_t layer) {
  for (std::size_t step = layer; step < autoencoder.architecture().dense_layers(); ++step) {
    const auto weights = autoencoder.weights(step);
    std::vector<double> next;
    for (std::size_t j = 0; j < weights.columns(); ++j) {
      double sum = autoencoder.bias(step)[j];
      for (std::size_t i = 0; i < weights.rows(); ++i) sum += values[i] * static_cast<double>(weights(i, j));
      next.push_back(1 / (1 + std::exp(-sum)));
    }
    values = next;
  }
  return values;
}

std::vector<float> start(const NodeRange& range, Reference reference) {
  if (reference == Reference::min) return range.minimum;
  if (reference == Reference::mean) return range.mean;
  return std::vector<float>(range.mean.size(), 0.0F);
}

TEST(LightUp, IsTheDifferenceOfTwoDecodes) {
  const Model model = test::random_model(37, {9, 5, 7}, 3);
  for (const Reference reference : {Reference::zero, Reference::min, Reference::mean}) {
    for (std::size_t layer = 1; layer <= 3; ++layer) {
      const NodeRange& range = model.ranges[layer - 1];
      const auto codes = start(range, reference);
      const std::vector<double> dark(codes.begin(), codes.end());
      const auto from = decode_plainly(model.autoencoder, dark, layer);
      const auto scores = light_up(LocalForwardPass(), model, layer, {1, 4}, {.reference = reference});
      ASSERT_EQ(scores.rows(), 4U);
      ASSERT_EQ(scores.columns(), 37U);
      for (std::size_t i = 0; i < 4; ++i) {
        auto lit = dark;
        lit[1 + i] = static_cast<double>(range.maximum[1 + i]);
        const auto to = decode_plainly(model.autoencoder, lit, layer);
        for (std::size_t g = 0; g < 37; ++g) ASSERT_NEAR(scores(i, g), to[g] - from[g], 1e-6);
      }
    }
  }
}

TEST(LightUp, BlocksChangeNoBit) {
  const Model model = test::random_model(50, {23, 11}, 4);
  const auto whole = light_up(LocalForwardPass(), model, 1, {0, 23}, {});
  std::size_t next = 2;
  light_up_in_blocks(
      LocalForwardPass(), model, {2, 19}, {},
      [&](const LayerNodes& some, MatrixView<const float> scores) {
        EXPECT_EQ(some.nodes.offset, next);
        EXPECT_EQ(some.first_unit, next);
        for (std::size_t i = 0; i < scores.rows(); ++i, ++next) {
          for (std::size_t g = 0; g < 50; ++g) ASSERT_EQ(scores(i, g), whole(next, g));
        }
      },
      5);
  EXPECT_EQ(next, 21U);
}

TEST(LightUp, OptionsByName) {
  EXPECT_EQ(value_of<Reference>("zero", "x"), Reference::zero);
  EXPECT_EQ(value_of<Reference>("mean", "x"), Reference::mean);
  EXPECT_THROW((void)value_of<Reference>("median", "x"), UsageError);
  EXPECT_THROW((void)value_of<Level>("q0.99", "x"), UsageError);
}

TEST(NodeNumbers, SlicesOfUnitsBecomeSlicesOfLayers) {
  const NodeNumbers nodes({3, 0, 4});
  EXPECT_EQ(nodes.total(), 7U);
  const auto layers = nodes.layers_of({2, 3});
  ASSERT_EQ(layers.size(), 2U);
  EXPECT_EQ(layers[0].layer, 1U);
  EXPECT_EQ(layers[0].nodes, (Slice{2, 1}));
  EXPECT_EQ(layers[1].layer, 3U);
  EXPECT_EQ(layers[1].nodes, (Slice{0, 2}));
  EXPECT_EQ(layers[1].first_unit, 3U);
  EXPECT_TRUE(nodes.layers_of({7, 0}).empty());
}

}  // namespace
}  // namespace lampyris
