// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/kernel.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "src/manifold/kernel_expansion.hpp"
#include "src/manifold/penalty_groups.hpp"

namespace lampyris {
namespace {

// Values of NumPy.
const std::vector<double> places{0, 1e-4, .3, 2.5, 40};
const std::vector<double> matern{1, 0.9998517208525823, 0.7546287403458715, 0.2417386349512954,
                                 0.00020896423189590448};
const std::vector<double> gaussian{1, 0.9999000049998334, 0.7408182206817179, 0.0820849986238988,
                                   4.248354255291589e-18};

TEST(Kernel, HasTheValuesOfItsFormula) {
  for (const Kernel kernel : {Kernel::matern32, Kernel::rbf}) {
    const auto& expected = kernel == Kernel::matern32 ? matern : gaussian;
    auto values = places;
    apply_kernel<double>(kernel, values);
    std::vector<float> single(places.begin(), places.end());
    apply_kernel<float>(kernel, single);
    for (std::size_t i = 0; i < places.size(); ++i) {
      EXPECT_NEAR(values[i] / expected[i], 1, 1e-13) << i;
      EXPECT_NEAR(static_cast<double>(single[i]) / expected[i], 1, 5e-6) << i;
    }
  }
  std::vector<float> far{1e4F, 1e30F};
  apply_kernel<float>(Kernel::rbf, far);
  EXPECT_EQ(far, (std::vector<float>{0, 0}));
}

TEST(Kernel, SlopeIsThatOfFiniteDifferences) {
  constexpr double step = 1e-6;
  for (const Kernel kernel : {Kernel::matern32, Kernel::rbf}) {
    for (const double q : {.01, .3, 2.5, 9.}) {
      std::vector<double> values{q - step, q, q + step};
      std::vector<double> slopes(3);
      apply_kernel<double>(kernel, values, slopes);
      EXPECT_NEAR(slopes[1], (values[2] - values[0]) / (2 * step), 1e-8) << q;
    }
  }
  std::vector<double> zero{0}, slope{0};
  apply_kernel<double>(Kernel::matern32, zero, slope);
  EXPECT_EQ(slope[0], -1.5);
}

TEST(Kernel, AFloatHasTheSameBitsWhereverItStands) {
  std::vector<float> values(64), slopes(64), alone(16), alone_slopes(16);
  for (std::size_t i = 0; i < 64; ++i) values[i] = static_cast<float>(i) * 0.0371F;
  for (std::size_t i = 0; i < 16; ++i) alone[i] = values[48 - i];
  apply_kernel<float>(Kernel::matern32, values, slopes);
  apply_kernel<float>(Kernel::matern32, alone, alone_slopes);
  for (std::size_t i = 0; i < 16; ++i) {
    EXPECT_EQ(alone[i], values[48 - i]);
    EXPECT_EQ(alone_slopes[i], slopes[48 - i]);
  }
}

std::vector<std::size_t> ends_of(std::size_t code, std::size_t rank, std::size_t count) {
  std::vector<std::size_t> ends{0};
  for (const Slice group : penalty_groups(code, rank, count)) {
    EXPECT_EQ(group.offset, ends.back());
    ends.push_back(group.end());
  }
  return ends;
}

// Of NumPy's geomspace, cut to whole numbers.
TEST(PenaltyGroups, GrowGeometrically) {
  using Ends = std::vector<std::size_t>;
  EXPECT_EQ(ends_of(16, 537, 6), (Ends{0, 16, 32, 64, 131, 265, 537}));
  EXPECT_EQ(ends_of(64, 627, 6), (Ends{0, 64, 128, 190, 283, 421, 627}));
  EXPECT_EQ(ends_of(4, 30, 6), (Ends{0, 4, 8, 11, 15, 21, 30}));
  EXPECT_EQ(ends_of(100, 150, 6), (Ends{0, 100, 150}));
  EXPECT_EQ(ends_of(2, 9, 3), (Ends{0, 2, 4, 9}));
  EXPECT_EQ(ends_of(16, 537, 1), (Ends{0, 537}));
}

// Weights of 2,500 in all whose sum is small: in float the fourth digit would be wrong.
TEST(KernelExpansion, KeepsItsDigitsWhereLargeWeightsCancel) {
  constexpr std::size_t landmarks = 100;
  constexpr std::size_t points = 300;
  KernelExpansion expansion{Kernel::matern32, 0.03, 88, {landmarks, 3}, {landmarks, 1}};
  for (std::size_t m = 0; m < landmarks; ++m) {
    for (std::size_t j = 0; j < 3; ++j) {
      expansion.landmarks(m, j) = 20 * std::sin(static_cast<float>((m / 2 * 3 + j) * (j + 1)));
    }
    expansion.landmarks(m, 0) += m % 2 == 0 ? 0.01F : 0;
    expansion.weights(m, 0) = m % 2 == 0 ? 25.0F : -25.0F;
  }
  Matrix<float> inputs(points, 3);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    inputs.values()[i] = 20 * std::cos(static_cast<float>(i) * 0.7F);
  }
  Matrix<float> outputs(points, 1);
  add_expansion(expansion, inputs.view(), outputs.view());
  for (std::size_t i = 0; i < points; ++i) {
    double expected = 0;
    for (std::size_t m = 0; m < landmarks; ++m) {
      double square = 0;
      for (std::size_t j = 0; j < 3; ++j) {
        const double apart = static_cast<double>(inputs(i, j)) - expansion.landmarks(m, j);
        square += apart * apart;
      }
      const double s = std::sqrt(3 * expansion.scale() * square);
      expected += static_cast<double>(expansion.weights(m, 0)) * (1 + s) * std::exp(-s);
    }
    EXPECT_NEAR(outputs(i, 0), expected, 1e-6) << i;
  }
}

}  // namespace
}  // namespace lampyris
