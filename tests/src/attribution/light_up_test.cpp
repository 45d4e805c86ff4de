// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/light_up.hpp"

#include <gtest/gtest.h>

#include <algorithm>
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
      const auto scores = light_up(model, layer, {1, 4}, {.reference = reference});
      ASSERT_EQ(scores.rows(), 4U);
      ASSERT_EQ(scores.columns(), 37U);
      for (std::size_t i = 0; i < 4; ++i) {
        auto lit = dark;
        lit[1 + i] = static_cast<double>(range.maximum[1 + i]);
        const auto to = decode_plainly(model.autoencoder, lit, layer);
        double largest = 0;
        for (std::size_t g = 0; g < 37; ++g) largest = std::max(largest, std::abs(to[g] - from[g]));
        for (std::size_t g = 0; g < 37; ++g) ASSERT_NEAR(scores(i, g), to[g] - from[g], 1e-6 * largest);
      }
    }
  }
}

// A node that moves by 1e-6 was rounding noise in single precision: the decodes differ in their last digits.
TEST(LightUp, ANodeThatHardlyMovesHasTheGenesOfOneThatDoes) {
  Model model = test::random_model(300, {9, 5, 7}, 3);
  const auto bright = light_up(model, 1, {2, 1}, {});
  NodeRange& range = model.ranges[0];
  const float full = range.maximum[2] - range.minimum[2];
  range.maximum[2] = range.minimum[2] + 1e-6F;
  const double share = static_cast<double>(range.maximum[2] - range.minimum[2]) / static_cast<double>(full);
  const auto faint = light_up(model, 1, {2, 1}, {});
  double common = 0, own = 0, other = 0;
  for (std::size_t g = 0; g < 300; ++g) {
    common += static_cast<double>(faint(0, g)) * static_cast<double>(bright(0, g));
    own += static_cast<double>(faint(0, g)) * static_cast<double>(faint(0, g));
    other += static_cast<double>(bright(0, g)) * static_cast<double>(bright(0, g));
  }
  EXPECT_GT(common / std::sqrt(own * other), 0.99) << "cosine";
  EXPECT_NEAR(std::sqrt(own / other) / share, 1, 0.3);
}

// Halving a small step halves every score to some 1e-6 of it, where digits do not cancel.
TEST(LightUp, SmallStepsAreProportional) {
  Model model = test::random_model(200, {9, 7}, 5);
  NodeRange& range = model.ranges[0];
  range.minimum[4] = 0.25F;
  range.maximum[4] = 0.25F + 0x1p-20F;
  const auto whole = light_up(model, 1, {4, 1}, {});
  range.maximum[4] = 0.25F + 0x1p-21F;
  const auto half = light_up(model, 1, {4, 1}, {});
  float largest = 0;
  for (const float score : whole.values()) largest = std::max(largest, std::abs(score));
  for (std::size_t g = 0; g < 200; ++g) ASSERT_NEAR(whole(0, g), 2 * half(0, g), 2e-6F * largest);
}

TEST(LightUp, BlocksChangeNoBit) {
  const Model model = test::random_model(50, {23, 11}, 4);
  const auto whole = light_up(model, 1, {0, 23}, {});
  std::size_t next = 2;
  light_up_in_blocks(
      model, {2, 19}, {},
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
