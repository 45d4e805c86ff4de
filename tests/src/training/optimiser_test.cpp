#include "src/training/optimiser.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numbers>
#include <string>
#include <tuple>
#include <vector>

#include "src/linalg/threads.hpp"
#include "src/training/serial_engine.hpp"

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
  const auto layout = gene_layout(shape, {0, 4});
  std::vector<float> weights(layout.size());
  std::vector<float> gradient(layout.size());
  std::vector<float> first(layout.size());
  std::vector<float> second(layout.size());
  take_from(autoencoder, layout, weights);
  SerialEngine engine(layout, weights, 3);
  OptimiserSettings settings;
  settings.schedule.rate = 0.01;
  for (std::size_t t = 0; t < 6; ++t) {
    const double error = engine.compute({samples.view(), samples.view(), {}, 3, 0}, gradient);
    EXPECT_NEAR(error / 12, GetParam().losses[t], 1e-6) << "update " << t;
    if (t < 5) update({weights, first, second, gradient, {}}, layout, settings, t, 0);
  }
  put_into(autoencoder, layout, weights);
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

/// One weight and one bias, three updates with gradients that depend on the update alone.
struct Updated {
  double weight, bias;
};
Updated three_updates(const OptimiserSettings& settings, double norm = 0) {
  ParameterLayout layout(Architecture{1, {1}});
  layout.add({0, false, Slice{0, 1}, Slice{0, 1}});
  layout.add({0, true, Slice{0, 1}, Slice{0, 1}});
  std::vector<float> weights(layout.size());
  std::vector<float> first(layout.size());
  std::vector<float> second(layout.size());
  weights[0] = 0.7F;
  weights[16] = -0.4F;
  for (std::size_t t = 0; t < 3; ++t) {
    std::vector<float> gradient(layout.size());
    gradient[0] = static_cast<float>(0.5 - 0.3 * static_cast<double>(t));
    gradient[16] = static_cast<float>(0.2 + 0.1 * static_cast<double>(t));
    update({weights, first, second, gradient, {}}, layout, settings, t, norm);
  }
  return {weights[0], weights[16]};
}

// PyTorch 1.13, float64, parameters 0.7 (decayed) and -0.4 (not), gradients 0.5 - 0.3 t and 0.2 + 0.1 t,
// three steps at lr 0.1: torch.optim.AdamW(weight_decay=0.5), torch.optim.SGD(momentum=0.9), torch.optim.Adam
// (weight_decay=0.25: L2 in the gradient).
TEST(Optimiser, IsPyTorchs) {
  OptimiserSettings settings;
  settings.schedule = {.kind = Schedule::Kind::constant, .rate = 0.1};
  settings.method = Method::adamw;
  settings.weight_decay = 0.5;
  auto now = three_updates(settings);
  EXPECT_NEAR(now.weight, 0.36793093351, 1e-6);
  EXPECT_NEAR(now.bias, -0.6978054049, 1e-6);

  settings.method = Method::sgd;
  settings.weight_decay = 0;
  now = three_updates(settings);
  EXPECT_NEAR(now.weight, 0.53649999999, 1e-6);
  EXPECT_NEAR(now.bias, -0.5512, 1e-6);

  settings.method = Method::adam;
  settings.l2 = 0.25;
  now = three_updates(settings);
  EXPECT_NEAR(now.weight, 0.43160025639, 1e-6);
  EXPECT_NEAR(now.bias, -0.6978054049, 1e-6) << "no penalty on a bias";
}

TEST(Optimiser, L1PullsWeightsTowardsZeroByTheirSign) {
  OptimiserSettings settings;
  settings.method = Method::sgd;
  settings.momentum = 0;
  settings.schedule = {.kind = Schedule::Kind::constant, .rate = 0.1};
  const auto free = three_updates(settings);
  settings.l1 = 0.2;
  const auto pulled = three_updates(settings);
  EXPECT_NEAR(pulled.weight, free.weight - 3 * 0.1 * 0.2, 1e-6);
  EXPECT_EQ(pulled.bias, free.bias);
}

TEST(Optimiser, ClipsALongGradientAndNoShortOne) {
  OptimiserSettings settings;
  settings.method = Method::sgd;
  settings.momentum = 0;
  settings.schedule = {.kind = Schedule::Kind::constant, .rate = 0.1};
  const auto free = three_updates(settings);
  settings.clip = 2;
  const auto clipped = three_updates(settings, 8);
  EXPECT_NEAR(clipped.weight - 0.7, (free.weight - 0.7) / 4, 1e-6);
  const auto short_one = three_updates(settings, 1.5);
  EXPECT_EQ(short_one.weight, free.weight);
}

TEST(Optimiser, BitsDependNeitherOnThreadsNorOnThePlace) {
  const auto updated = [](int threads, std::size_t before) {
    set_threads(threads);
    ParameterLayout layout(Architecture{1, {1}});
    layout.add({0, false, Slice{0, 1}, Slice{0, before}});
    layout.add({1, false, Slice{0, 1}, Slice{0, 50003}});
    std::vector<float> weights(layout.size(), 0.5F);
    std::vector<float> first(layout.size());
    std::vector<float> second(layout.size());
    std::vector<float> gradient(layout.size());
    std::vector<bfloat16> copy(layout.size());
    const std::size_t from = layout.pieces()[1].offset;
    for (std::size_t i = 0; i < 50003; ++i) gradient[from + i] = std::sin(static_cast<float>(i));
    for (std::uint64_t t = 0; t < 3; ++t) update({weights, first, second, gradient, copy}, layout, {}, t, 0);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      EXPECT_EQ(copy[i].bits, from_float<bfloat16>(weights[i]).bits);
    }
    return std::tuple(std::vector<float>(weights.begin() + static_cast<std::ptrdiff_t>(from), weights.end()),
                      std::vector<float>(second.begin() + static_cast<std::ptrdiff_t>(from), second.end()));
  };
  const auto one = updated(1, 3);
  EXPECT_EQ(one, updated(2, 3));
  EXPECT_EQ(one, updated(1, 777));
  EXPECT_NE(std::get<0>(one)[1], 0.5F);
}

TEST(Optimiser, SquaredNormLeavesOutWhatOthersSpeakFor) {
  ParameterLayout layout(Architecture{1, {1}});
  layout.add({0, false, Slice{0, 1}, Slice{0, 2}});
  layout.add({0, true, Slice{0, 1}, Slice{0, 1}, false, 0, false});
  std::vector<float> gradient(layout.size());
  gradient[0] = 3;
  gradient[1] = 4;
  gradient[16] = 100;
  EXPECT_EQ(squared_norm(gradient, layout), 25);
}

TEST(Schedule, FollowsItsFormula) {
  using Kind = Schedule::Kind;
  EXPECT_DOUBLE_EQ((Schedule{.kind = Kind::constant, .rate = 3}).at(1000), 3);
  EXPECT_DOUBLE_EQ((Schedule{.rate = 1e-4}).at(0), 1e-4);
  EXPECT_DOUBLE_EQ((Schedule{.rate = 1e-4}).at(1000000), 5e-5);
  const Schedule cosine{.kind = Kind::cosine, .rate = 2, .updates = 100};
  EXPECT_DOUBLE_EQ(cosine.at(0), 2);
  EXPECT_DOUBLE_EQ(cosine.at(25), 1 + std::cos(std::numbers::pi / 4));
  EXPECT_NEAR(cosine.at(100), 0, 1e-15);
  EXPECT_NEAR(cosine.at(170), 0, 1e-15) << "it stays there";
  const Schedule step{.kind = Kind::step, .rate = 2, .step_updates = 10, .step_factor = 0.5};
  EXPECT_DOUBLE_EQ(step.at(9), 2);
  EXPECT_DOUBLE_EQ(step.at(25), 0.5);
  const Schedule warm{.kind = Kind::constant, .rate = 2, .warmup_updates = 4};
  EXPECT_DOUBLE_EQ(warm.at(0), 0.5);
  EXPECT_DOUBLE_EQ(warm.at(3), 2);
  EXPECT_DOUBLE_EQ(warm.at(50), 2);
}

}  // namespace
}  // namespace lampyris
