// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/autoencoder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "src/autoencoder/parameter_layout.hpp"
#include "src/base/error.hpp"
#include "src/base/random.hpp"
#include "src/linalg/threads.hpp"

namespace lampyris {
namespace {

const Architecture shape{50, {20, 8, 12}};

TEST(Architecture, LaysParametersOutInOneVector) {
  EXPECT_EQ(shape.dense_layers(), 4U);
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

TEST(Architecture, KnowsItsActivationsByName) {
  EXPECT_EQ(activation_names().size(), 7U);
  for (const auto& name : activation_names()) {
    EXPECT_EQ(to_string(activation_from(name, "model.hidden")), name);
  }
  EXPECT_EQ(activation_from("elu", "model.hidden"), Activation::elu);
  try {
    static_cast<void>(activation_from("softplus", "model.hidden"));
    FAIL() << "must throw";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(),
                 "model.hidden = \"softplus\": must be one of sigmoid, linear, tanh, relu, leaky_relu, elu, "
                 "gelu; the nearest is relu");
  }
}

std::vector<std::size_t> tied_layers(const Architecture& architecture) {
  std::vector<std::size_t> dense_layers;
  for (std::size_t dense = 0; dense < architecture.dense_layers(); ++dense) {
    if (architecture.is_tied(dense)) dense_layers.push_back(dense);
  }
  return dense_layers;
}

TEST(Architecture, TiesTheDecoderToTheEncoder) {
  const auto tied = [](std::vector<std::size_t> widths) {
    return Architecture{9, std::move(widths), Activation::tanh, Activation::linear, true};
  };
  EXPECT_EQ(tied_layers(tied({4})), (std::vector<std::size_t>{1}));
  EXPECT_EQ(tied_layers(tied({4, 4})), (std::vector<std::size_t>{2})) << "the middle step is its own partner";
  EXPECT_EQ(tied_layers(tied({4, 3, 4})), (std::vector<std::size_t>{2, 3}));
  EXPECT_EQ(tied_layers({9, {4, 3, 4}}), std::vector<std::size_t>());
  EXPECT_EQ(tied({4, 3, 4}).parameters(), (Architecture{9, {4, 3, 4}}).parameters());

  EXPECT_NO_THROW(require_tieable(tied({4, 3, 4})));
  EXPECT_NO_THROW(require_tieable({9, {4, 3}}));
  try {
    require_tieable(tied({4, 3}));
    FAIL() << "must throw";
  } catch (const UsageError& error) {
    EXPECT_STREQ(error.what(),
                 "model.tied = true needs widths that read the same from both ends, as [512, 64, 512]; "
                 "model.widths = [4, 3]");
  }
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

double activated(Activation activation, double z) {
  switch (activation) {
    case Activation::sigmoid:
      return 1 / (1 + std::exp(-z));
    case Activation::linear:
      return z;
    case Activation::tanh:
      return std::tanh(z);
    case Activation::relu:
      return std::max(z, 0.0);
    case Activation::leaky_relu:
      return z > 0 ? z : 0.01 * z;
    case Activation::elu:
      return z > 0 ? z : std::exp(z) - 1;
    case Activation::gelu:
      return z * (1 + std::erf(z / std::sqrt(2.0))) / 2;
  }
  return std::nan("");
}

class AutoencoderWith : public testing::TestWithParam<Activation> {};

TEST_P(AutoencoderWith, PropagatesAsPlainLoopsDo) {
  for (const Activation output : {Activation::sigmoid, Activation::linear}) {
    Autoencoder autoencoder(Architecture{50, {20, 8, 12}, GetParam(), output});
    initialise(autoencoder, 1);
    for (float& bias : autoencoder.parameters().subspan(shape.bias_offset(1), 8)) bias = 0.25F;
    const auto values = uniform(3);
    for (std::size_t n = 0; n < 3; ++n) {
      std::vector<double> layer(values.row(n).begin(), values.row(n).end());
      for (std::size_t dense = 0; dense < shape.dense_layers(); ++dense) {
        std::vector<double> next(shape.outputs(dense));
        for (std::size_t j = 0; j < next.size(); ++j) {
          double z = autoencoder.bias(dense)[j];
          for (std::size_t i = 0; i < layer.size(); ++i) z += layer[i] * autoencoder.weights(dense)(i, j);
          next[j] = activated(autoencoder.architecture().activation(dense), z);
        }
        layer = next;
        const auto mine = propagate(autoencoder, values.view(), 0, dense + 1);
        for (std::size_t j = 0; j < next.size(); ++j)
          ASSERT_NEAR(mine(n, j), next[j], 1e-5) << "dense layer " << dense;
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Activations, AutoencoderWith,
                         testing::Values(Activation::sigmoid, Activation::linear, Activation::tanh,
                                         Activation::relu, Activation::leaky_relu, Activation::elu),
                         [](const auto& one) { return to_string(one.param); });

TEST(Autoencoder, ARowsBitsDependOnThatRowAlone) {
  Autoencoder autoencoder(shape);
  initialise(autoencoder, 1);
  const auto values = uniform(37);
  set_threads(2);
  const auto whole = propagate(autoencoder, values.view(), 0, shape.dense_layers());
  set_threads(1);
  for (std::size_t i = 0; i < 37; ++i) {
    const auto alone = propagate(autoencoder, values.view().middle_rows(i, 1), 0, shape.dense_layers());
    ASSERT_TRUE(std::ranges::equal(alone.row(0), whole.row(i))) << "row " << i;
  }
  const auto code = propagate(autoencoder, values.view(), 0, 2);
  const auto decoded = propagate(autoencoder, code.view(), 2, shape.dense_layers());
  EXPECT_TRUE(std::ranges::equal(decoded.values(), whole.values()));
}

}  // namespace
}  // namespace lampyris
