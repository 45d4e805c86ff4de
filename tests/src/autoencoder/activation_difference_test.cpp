// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/activation_difference.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace lampyris {
namespace {

__extension__ typedef __float128 Wide;

// eˣ in quadruple precision.
Wide exponential(Wide x) {
  int halvings = 0;
  for (; x > 0.1 || x < -0.1; x /= 2) ++halvings;
  Wide sum = 1;
  Wide term = 1;
  for (int k = 1; k < 30; ++k) sum += term *= x / k;
  for (; halvings > 0; --halvings) sum *= sum;
  return sum;
}

Wide value(Activation activation, Wide z) {
  switch (activation) {
    case Activation::sigmoid:
      return 1 / (1 + exponential(-z));
    case Activation::tanh:
      return 2 / (1 + exponential(-2 * z)) - 1;
    case Activation::relu:
      return z < 0 ? Wide(0) : z;
    case Activation::leaky_relu:
      return z < 0 ? static_cast<Wide>(static_cast<double>(leaky_slope)) * z : z;
    case Activation::elu:
      return z > 0 ? z : exponential(z) - 1;
    default:
      return z;
  }
}

TEST(ActivationDifference, PreciseHoweverSmallTheChange) {
  const std::vector<double> sums{-30, -12.5, -3.1, -0.4, -1e-9, 0, 1e-9, 0.2, 0.9, 2.7, 8, 16};
  for (const Activation activation : {Activation::sigmoid, Activation::tanh, Activation::relu,
                                      Activation::leaky_relu, Activation::elu, Activation::linear}) {
    for (const double change : {1e-14, -1e-11, 3e-7, -2e-4, 0.1, -0.35, 0.7, 5.0, -8.0, 40.0}) {
      Matrix<double> changes(2, sums.size());
      for (double& one : changes.values()) one = change;
      to_activation_differences(activation, sums, changes.view());
      for (std::size_t j = 0; j < sums.size(); ++j) {
        const Wide from = sums[j];
        const auto expected = static_cast<double>(value(activation, from + static_cast<Wide>(change)) -
                                                  value(activation, from));
        // z + d itself is rounded, which matters across a bend; what is expected cancels, too, in its 34
        // digits.
        const double bend = sums[j] * (sums[j] + change) < 0 ? 2e-16 : 0;
        const double least = 1e-13 * std::fabs(expected) + bend + 1e-32;
        ASSERT_NEAR(changes(0, j), expected, least)
            << to_string(activation) << " at " << sums[j] << ", changed by " << change;
        ASSERT_EQ(changes(1, j), changes(0, j));
      }
    }
  }
}

TEST(ActivationDifference, HugeChangesStayFinite) {
  const std::vector<double> sums{-500, -1, 0, 1, 500};
  Matrix<double> changes(2, sums.size());
  for (std::size_t j = 0; j < sums.size(); ++j) {
    changes(0, j) = 1e6;
    changes(1, j) = -1e6;
  }
  to_activation_differences(Activation::sigmoid, sums, changes.view());
  for (std::size_t j = 0; j < sums.size(); ++j) {
    EXPECT_NEAR(changes(0, j), 1 / (1 + std::exp(sums[j])), 1e-15);
    EXPECT_NEAR(changes(1, j), -1 / (1 + std::exp(-sums[j])), 1e-15);
  }
}

}  // namespace
}  // namespace lampyris
