// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/activation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "src/autoencoder/fast_sigmoid.hpp"
#include "src/base/error.hpp"

namespace lampyris {
namespace {

std::vector<Activation> all_activations() {
  std::vector<Activation> all;
  for (const auto& name : activation_names()) all.push_back(activation_from(name, "model.hidden"));
  return all;
}

TEST(Activation, EveryOneHasItsOwnWord) {
  EXPECT_EQ(activation_names().size(), 7U);
  for (const auto& name : activation_names()) EXPECT_EQ(to_string(activation_from(name, "key")), name);
  EXPECT_THROW((void)activation_from("swish", "model.hidden"), UsageError);
}

TEST(Activation, ValuesAreTheirFormulae) {
  EXPECT_EQ(activation_value(Activation::sigmoid, 0), 0.5);
  EXPECT_DOUBLE_EQ(activation_value(Activation::sigmoid, 2), 1 / (1 + std::exp(-2.0)));
  EXPECT_EQ(activation_value(Activation::linear, -3), -3);
  EXPECT_EQ(activation_value(Activation::tanh, 0.3), std::tanh(0.3));
  EXPECT_EQ(activation_value(Activation::relu, -3), 0);
  EXPECT_EQ(activation_value(Activation::relu, 3), 3);
  EXPECT_EQ(activation_value(Activation::leaky_relu, -3), -3 * static_cast<double>(0.01F));
  EXPECT_DOUBLE_EQ(activation_value(Activation::elu, -1), std::exp(-1.0) - 1);
  // torch.nn.functional.gelu of -1 and 2, in double.
  EXPECT_NEAR(activation_value(Activation::gelu, -1), -0.15865525393145702, 1e-15);
  EXPECT_NEAR(activation_value(Activation::gelu, 2), 1.9544997361036416, 1e-15);
}

TEST(Activation, SlopesAreTheDerivativesOfValues) {
  constexpr double h = 1e-6;
  for (const Activation activation : all_activations()) {
    for (const double z : {-3.0, -0.4, 0.2, 1.7}) {
      const double difference =
          (activation_value(activation, z + h) - activation_value(activation, z - h)) / (2 * h);
      EXPECT_NEAR(activation_slope_at(activation, z), difference, 1e-8)
          << to_string(activation) << " at " << z;
      if (activation == Activation::gelu) continue;  // has a value twice
      EXPECT_NEAR(activation_slope(activation, activation_value(activation, z)), difference, 1e-8)
          << to_string(activation) << " at " << z;
    }
  }
}

TEST(Activation, AllSumsOfALayerAreThoseOfOneAndNaNStays) {
  for (const Activation activation : all_activations()) {
    std::vector<float> sums{-2.5F, -0.0F, 0.0F, 0.75F, std::numeric_limits<float>::quiet_NaN()};
    const auto before = sums;
    apply_activation(activation, sums);
    for (std::size_t i = 0; i + 1 < sums.size(); ++i) {
      EXPECT_FLOAT_EQ(sums[i], static_cast<float>(activation_value(activation, before[i])));
    }
    EXPECT_TRUE(std::isnan(sums.back())) << to_string(activation);
  }
}

TEST(Activation, ThoseThatBendAreTheIdentityAboveZeroAlone) {
  for (const Activation activation : all_activations()) {
    const bool above = activation_value(activation, 2) == 2;
    const bool below = activation_value(activation, -2) == -2;
    EXPECT_EQ(bends_at_zero(activation), above && !below) << to_string(activation);
  }
}

TEST(Activation, FastSigmoidIsTheSigmoidToAFewRoundings) {
  for (float z = -90; z < 90; z += 0.37F) {
    const double exact = 1 / (1 + std::exp(-static_cast<double>(z)));
    // A rounding of z changes e⁻ᶻ by |z| roundings.
    EXPECT_NEAR(fast_sigmoid(z), exact, 1.2e-7 * (4 + std::abs(z)) * exact + 1e-37) << z;
  }
}

TEST(Activation, EveryEpilogueIsItsOwn) {
  EXPECT_EQ(activation_epilogue(Activation::linear), Epilogue::none);
  EXPECT_EQ(activation_epilogue(Activation::sigmoid), Epilogue::sigmoid);
  EXPECT_EQ(activation_epilogue(Activation::tanh), Epilogue::tanh);
  EXPECT_EQ(activation_epilogue(Activation::relu), Epilogue::relu);
  EXPECT_EQ(activation_epilogue(Activation::leaky_relu), Epilogue::leaky_relu);
  EXPECT_EQ(activation_epilogue(Activation::elu), Epilogue::elu);
  EXPECT_EQ(activation_epilogue(Activation::gelu), Epilogue::gelu);
}

}  // namespace
}  // namespace lampyris
