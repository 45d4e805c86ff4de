#include "src/training/adam.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string>
#include <tuple>
#include <vector>

#include "src/linalg/threads.hpp"
#include "src/training/gradient.hpp"

namespace lampyris {
namespace {

struct Expected {
  std::string name;
  Activation hidden, output;
  std::array<double, 6> losses;
  std::array<double, 6> parameters;  // those of `shown`, after five updates
};

constexpr std::array<std::size_t, 6> shown{0, 13, 15, 22, 24, 34};

class AgainstPyTorch : public testing::TestWithParam<Expected> {};

// PyTorch 1.13 in float64: torch.optim.Adam(lr=0.01), LambdaLR(lambda t: 1 / (1 + 1e-6 * t)), F.mse_loss,
// five full batches of 3 samples; sizes 4-3-2-4; flat parameter k starts as 0.5 * sin(k + 1), sample i of
// gene g is 0.5 + 0.4 * sin(1.3 * i + 0.7 * g).
TEST_P(AgainstPyTorch, TheSameLossesAndWeights) {
  const Architecture shape{4, {3, 2}, GetParam().hidden, GetParam().output};
  ASSERT_EQ(shape.parameters(), 35U);
  Autoencoder autoencoder(shape);
  for (std::size_t k = 0; k < 35; ++k) {
    autoencoder.parameters()[k] = static_cast<float>(0.5 * std::sin(static_cast<double>(k + 1)));
  }
  Matrix<float> samples(3, 4);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t g = 0; g < 4; ++g) {
      samples(i, g) = static_cast<float>(
          0.5 + 0.4 * std::sin(1.3 * static_cast<double>(i) + 0.7 * static_cast<double>(g)));
    }
  }
  Gradient gradient(shape, 3);
  std::vector<float> flat(35);
  std::vector<float> first(35);
  std::vector<float> second(35);
  for (std::size_t t = 0; t < 6; ++t) {
    const double error = gradient.compute(autoencoder, {samples.view(), 3}, flat);
    EXPECT_NEAR(error / 12, GetParam().losses[t], 1e-6) << "update " << t;
    if (t < 5) adam_update({autoencoder.parameters(), first, second, flat}, 0.01, t);
  }
  for (std::size_t i = 0; i < shown.size(); ++i) {
    EXPECT_NEAR(autoencoder.parameters()[shown[i]], GetParam().parameters[i], 2e-6)
        << "parameter " << shown[i];
  }
}

INSTANTIATE_TEST_SUITE_P(
    Activations, AgainstPyTorch,
    testing::Values(
        Expected{"sigmoid",
                 Activation::sigmoid,
                 Activation::sigmoid,
                 {0.069253410, 0.068390301, 0.067596924, 0.066868071, 0.066198117, 0.065582075},
                 {0.468987442, 0.544915373, -0.193554017, -0.463943471, -0.016622598, -0.262607881}},
        Expected{"linear",
                 Activation::linear,
                 Activation::linear,
                 {0.208392541, 0.193601696, 0.181020916, 0.170326419, 0.160985484, 0.152436604},
                 {0.469382973, 0.450463730, -0.103378787, -0.471066110, -0.062236072, -0.164470481}},
        Expected{"mixed",
                 Activation::sigmoid,
                 Activation::linear,
                 {0.268721976, 0.250861789, 0.234023008, 0.218206970, 0.203406870, 0.189608129},
                 {0.469453311, 0.445845726, -0.093788590, -0.471904491, -0.016468252, -0.164357107}}),
    [](const auto& one) { return one.param.name; });

TEST(Adam, RateDecays) {
  EXPECT_DOUBLE_EQ(decayed_rate(1e-4, 0), 1e-4);
  EXPECT_DOUBLE_EQ(decayed_rate(1e-4, 1000000), 5e-5);
}

TEST(Adam, DoesNotDependOnThreads) {
  constexpr std::size_t size = 100003;
  const auto updated = [](int threads) {
    set_threads(threads);
    std::vector<float> weights(size, 0.5F);
    std::vector<float> first(size);
    std::vector<float> second(size);
    std::vector<float> gradient(size);
    for (std::size_t i = 0; i < size; ++i) gradient[i] = std::sin(static_cast<float>(i));
    for (std::uint64_t t = 0; t < 3; ++t) adam_update({weights, first, second, gradient}, 0.01, t);
    return std::tuple(weights, first, second);
  };
  const auto one = updated(1);
  EXPECT_EQ(one, updated(2));
  EXPECT_NE(std::get<0>(one)[1], 0.5F);
}

}  // namespace
}  // namespace lampyris
