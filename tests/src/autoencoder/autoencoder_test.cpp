#include "src/autoencoder/autoencoder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "src/autoencoder/parameter_layout.hpp"
#include "src/base/error.hpp"
#include "src/base/random.hpp"
#include "src/linalg/threads.hpp"

namespace lampyris {
namespace {

const Architecture shape{50, {20, 8, 12}};

TEST(Architecture, LaysParametersOutInOneVector) {
  EXPECT_EQ(shape.steps(), 4U);
  EXPECT_EQ(shape.weight_offset(0), 0U);
  EXPECT_EQ(shape.bias_offset(0), 50 * 20U);
  EXPECT_EQ(shape.weight_offset(1), 50 * 20 + 20U);
  EXPECT_EQ(shape.inputs(3), 12U);
  EXPECT_EQ(shape.outputs(3), 50U);
  EXPECT_EQ(shape.parameters(), 50 * 20 + 20 + 20 * 8 + 8 + 8 * 12 + 12 + 12 * 50 + 50U);
}

// The network of the paper: 20,848 genes, 3 × 512 nodes, and its shallow counterpart of 1,024.
TEST(Architecture, CountsTheParametersOfThePaper) {
  const Architecture deep{20848, {512, 512, 512}};
  const Architecture shallow{20848, {1024}};
  EXPECT_EQ(deep.parameters(), 21895024U);
  EXPECT_EQ(shallow.parameters(), 42718576U);
}

TEST(Architecture, RefusesAnUnknownActivation) {
  EXPECT_EQ(activation_from("linear", "model.hidden"), Activation::linear);
  EXPECT_THROW(static_cast<void>(activation_from("swish", "model.hidden")), UsageError);
}

TEST(Autoencoder, StartsGlorotUniformWithoutBias) {
  Autoencoder autoencoder(Architecture{300, {200}});
  initialise(autoencoder, 7);
  const double limit = std::sqrt(6.0 / 500);
  const auto weights = autoencoder.parameters().first(60000);
  double squares = 0;
  for (const float weight : weights) {
    ASSERT_LE(std::abs(weight), limit);
    squares += weight * weight;
  }
  EXPECT_NEAR(squares / 60000, limit * limit / 3, 0.02 * limit * limit / 3);
  for (const float bias : autoencoder.bias(0)) EXPECT_EQ(bias, 0);

  Autoencoder again(Architecture{300, {200}});
  initialise(again, 7);
  EXPECT_TRUE(std::ranges::equal(again.parameters(), autoencoder.parameters()));
  initialise(again, 8);
  EXPECT_FALSE(std::ranges::equal(again.parameters(), autoencoder.parameters()));
}

Matrix<float> uniform(std::size_t rows) {
  Matrix<float> values(rows, shape.genes);
  Random random(5, Stream::simulated_noise, 0);
  for (float& value : values.values()) value = static_cast<float>(random.uniform());
  return values;
}

TEST(Autoencoder, PropagatesAsPlainLoopsDo) {
  Autoencoder autoencoder(shape);
  initialise(autoencoder, 1);
  for (float& bias : autoencoder.parameters().subspan(shape.bias_offset(1), 8)) bias = 0.25F;
  const auto values = uniform(3);
  for (std::size_t n = 0; n < 3; ++n) {
    std::vector<double> layer(values.row(n).begin(), values.row(n).end());
    for (std::size_t step = 0; step < shape.steps(); ++step) {
      std::vector<double> next(shape.outputs(step));
      for (std::size_t j = 0; j < next.size(); ++j) {
        double z = autoencoder.bias(step)[j];
        for (std::size_t i = 0; i < layer.size(); ++i) z += layer[i] * autoencoder.weights(step)(i, j);
        next[j] = 1 / (1 + std::exp(-z));
      }
      layer = next;
      const auto mine = propagate(autoencoder, values.view(), 0, step + 1);
      for (std::size_t j = 0; j < next.size(); ++j) ASSERT_NEAR(mine(n, j), next[j], 1e-5) << "step " << step;
    }
  }
}

TEST(Autoencoder, ARowsBitsDependOnThatRowAlone) {
  Autoencoder autoencoder(shape);
  initialise(autoencoder, 1);
  const auto values = uniform(37);
  set_threads(2);
  const auto whole = propagate(autoencoder, values.view(), 0, shape.steps());
  set_threads(1);
  for (std::size_t i = 0; i < 37; ++i) {
    const auto alone = propagate(autoencoder, values.view().middle_rows(i, 1), 0, shape.steps());
    ASSERT_TRUE(std::ranges::equal(alone.row(0), whole.row(i))) << "row " << i;
  }
  const auto code = encode(autoencoder, values.view(), 2);
  const auto decoded = decode(autoencoder, code.view(), 2);
  EXPECT_TRUE(std::ranges::equal(decoded.values(), whole.values()));
}

}  // namespace
}  // namespace lampyris
