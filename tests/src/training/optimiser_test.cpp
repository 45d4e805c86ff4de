// SPDX-License-Identifier: Apache-2.0
#include "src/training/optimiser.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "src/linalg/threads.hpp"
#include "src/training/training_state.hpp"

namespace lampyris {
namespace {

/// `updates` updates with given gradients: that of flat parameter k in update t is 0.3 · sin(0.7 k + 1.1 t).
/// Start: 0.5 · sin(k + 1).
class Updates {
 public:
  Updates(const ParameterLayout& layout, bool with_copy)
      : layout_(layout), state_(layout.size()), copy_(with_copy ? layout.size() : 0) {
    fill(state_.weights.values(), [](double k) { return 0.5 * std::sin(k + 1); });
  }

  /// `beginnings`: of the parts in which the gradient is given.
  void run(const OptimiserSettings& settings, std::uint64_t updates,
           const std::vector<std::size_t>& beginnings = {0}) {
    std::vector<float> gradient(layout_.size());
    for (std::uint64_t t = 0; t < updates; ++t) {
      fill(gradient, [&](double k) { return 0.3 * std::sin(0.7 * k + 1.1 * static_cast<double>(t)); });
      const double norm = std::sqrt(squared_norm(gradient, layout_));
      for (std::size_t p = beginnings.size(); p-- > 0;) {
        const std::size_t end = p + 1 < beginnings.size() ? beginnings[p + 1] : layout_.size();
        const auto part = std::span(gradient).subspan(beginnings[p], end - beginnings[p]);
        update({state_.weights.values(), state_.first_moment.values(), state_.second_moment.values(), part,
                copy_, beginnings[p]},
               layout_, settings, t, norm);
      }
    }
  }

  /// In the order of Autoencoder; those of other layouts are 0.
  [[nodiscard]] std::vector<float> flat(const Matrix<float>& values) const {
    Autoencoder autoencoder(layout_.architecture());
    put_into(autoencoder, layout_, values.values());
    return {autoencoder.parameters().begin(), autoencoder.parameters().end()};
  }
  [[nodiscard]] const TrainingState& state() const { return state_; }
  [[nodiscard]] const std::vector<bfloat16>& copy() const { return copy_; }

 private:
  template <class Value>
  void fill(std::span<float> values, Value value) const {
    Autoencoder autoencoder(layout_.architecture());
    for (std::size_t k = 0; k < autoencoder.parameters().size(); ++k) {
      autoencoder.parameters()[k] = static_cast<float>(value(static_cast<double>(k)));
    }
    take_from(autoencoder, layout_, values);
  }

  const ParameterLayout& layout_;
  TrainingState state_;
  std::vector<bfloat16> copy_;
};

struct Case {
  std::string name;
  OptimiserSettings settings;
  std::array<double, 17> expected;
};

OptimiserSettings settings_of(Method method, double rate) {
  OptimiserSettings settings;
  settings.method = method;
  settings.momentum = 0.8;
  settings.schedule.rate = rate;
  settings.schedule.decay = 0.05;
  return settings;
}

// /usr/bin/python3 (PyTorch 1.13) of
//
// import torch
// def run(make, clip=0, l1=0):
//     torch.set_default_dtype(torch.float64)
//     k = torch.arange(17)
//     start = 0.5 * torch.sin(k + 1.0)
//     cut = lambda v: [v[0:6], v[6:9], v[9:15], v[15:17]]
//     parts = [torch.nn.Parameter(part.clone()) for part in cut(start)]
//     weights, biases = [parts[0], parts[2]], [parts[1], parts[3]]
//     optimiser = make(weights, biases)
//     rate = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda t: 1 / (1 + 0.05 * t))
//     for t in range(5):
//         for part, gradient in zip(parts, cut(0.3 * torch.sin(0.7 * k + 1.1 * t))):
//             part.grad = gradient.clone()
//         if clip: torch.nn.utils.clip_grad_norm_(parts, clip)
//         for part in weights: part.grad += l1 * part.detach().sign()
//         optimiser.step()
//         rate.step()
//     return ", ".join("%.9f" % v for v in torch.cat(parts).tolist())
// O = torch.optim
// groups = lambda w, b, decay: [{"params": w, "weight_decay": decay}, {"params": b, "weight_decay": 0}]
// adam       = run(lambda w, b: O.Adam(groups(w, b, 0), lr=0.01))
// adamw      = run(lambda w, b: O.AdamW(groups(w, b, 0.1), lr=0.01))
// sgd        = run(lambda w, b: O.SGD(groups(w, b, 0), lr=0.1, momentum=0.8))
// adam_l1_l2 = run(lambda w, b: O.Adam(groups(w, b, 0.03), lr=0.01), l1=0.02)
// sgd_l2     = run(lambda w, b: O.SGD(groups(w, b, 0.03), lr=0.1, momentum=0.8))
// adamw_clip = run(lambda w, b: O.AdamW(groups(w, b, 0.1), lr=0.01), clip=0.5, l1=0.02)
// sgd_clip   = run(lambda w, b: O.SGD(groups(w, b, 0), lr=0.1, momentum=0.8), clip=0.5)
std::vector<Case> cases() {
  std::vector<Case> all{{"adam",
                         settings_of(Method::adam, 0.01),
                         {0.399867885, 0.425421619, 0.049597910, -0.387445164, -0.472834135, -0.108400363,
                          0.353983768, 0.510057407, 0.207007480, -0.302981117, -0.529076643, -0.289005705,
                          0.201385775, 0.502236281, 0.356395288, -0.118664741, -0.465605469}},
                        {"adamw",
                         settings_of(Method::adamw, 0.01),
                         {0.397987207, 0.423426154, 0.049342514, -0.385675193, -0.470638569, -0.107840284,
                          0.353983768, 0.510057407, 0.207007480, -0.301669636, -0.526722815, -0.287717647,
                          0.200473899, 0.499990000, 0.354837409, -0.118664741, -0.465605469}},
                        {"sgd",
                         settings_of(Method::sgd, 0.1),
                         {0.328742416, 0.359033400, 0.016291829, -0.365799113, -0.405916675, -0.039808538,
                          0.407762098, 0.516036156, 0.159459962, -0.364649779, -0.595104595, -0.321134740,
                          0.224351821, 0.569977959, 0.425103698, -0.065719029, -0.460987293}},
                        {"adam_l1_l2",
                         settings_of(Method::adam, 0.01),
                         {0.386852955, 0.422832258, 0.047307363, -0.382849885, -0.468386405, -0.106521842,
                          0.353983768, 0.510057407, 0.207007480, -0.279707194, -0.525910175, -0.285845427,
                          0.197559752, 0.496665134, 0.353625746, -0.118664741, -0.465605469}},
                        {"sgd_l2",
                         settings_of(Method::sgd, 0.1),
                         {0.316532288, 0.346365200, 0.015392167, -0.353534252, -0.391472927, -0.036589701,
                          0.407762098, 0.516036156, 0.159459962, -0.355571684, -0.578456104, -0.311639676,
                          0.218528728, 0.554471968, 0.414036615, -0.065719029, -0.460987293}},
                        {"adamw_clip",
                         settings_of(Method::adamw, 0.01),
                         {0.384687074, 0.420581315, 0.045849910, -0.380444087, -0.466106546, -0.104997929,
                          0.353931026, 0.509805219, 0.206952974, -0.277663966, -0.523677113, -0.283576659,
                          0.195562574, 0.494405346, 0.351744346, -0.118725437, -0.465857203}},
                        {"sgd_clip",
                         settings_of(Method::sgd, 0.1),
                         {0.367817720, 0.400324743, 0.040379247, -0.370244309, -0.436803839, -0.082610955,
                          0.373175075, 0.505931343, 0.178589811, -0.325282334, -0.554014680, -0.297647582,
                          0.219189843, 0.538594604, 0.382259049, -0.099874465, -0.470389680}}};
  all[1].settings.weight_decay = all[5].settings.weight_decay = 0.1;
  all[3].settings.l1 = all[5].settings.l1 = 0.02;
  all[3].settings.l2 = all[4].settings.l2 = 0.03;
  all[5].settings.clip = all[6].settings.clip = 0.5;
  return all;
}

class OptimiserOf : public testing::TestWithParam<Case> {};

TEST_P(OptimiserOf, HasTheWeightsOfPyTorch) {
  const auto layout = gene_layout({2, {3}}, {0, 2});
  for (const bool with_copy : {false, true}) {
    Updates updates(layout, with_copy);
    updates.run(GetParam().settings, 5);
    const auto weights = updates.flat(updates.state().weights);
    ASSERT_EQ(weights.size(), 17U);
    for (std::size_t k = 0; k < 17; ++k) EXPECT_NEAR(weights[k], GetParam().expected[k], 1e-6) << k;
  }
}

TEST_P(OptimiserOf, LowCopyIsTheRoundedWeights) {
  const auto layout = gene_layout({50, {7, 5}}, {3, 41});
  Updates updates(layout, true);
  updates.run(GetParam().settings, 3);
  for (std::size_t i = 0; i < layout.size(); ++i) {
    ASSERT_EQ(updates.copy()[i].bits, from_float<bfloat16>(updates.state().weights.values()[i]).bits) << i;
  }
}

TEST_P(OptimiserOf, DoesNotDependOnThePartsInWhichTheGradientComes) {
  const auto layout = gene_layout({50, {7, 5}}, {3, 41});
  Updates expected(layout, true);
  expected.run(GetParam().settings, 4);
  Updates parts(layout, true);
  parts.run(GetParam().settings, 4, {0, 16, 64, layout.bias(0).offset, layout.weights(2).offset + 32});
  EXPECT_EQ(parts.flat(parts.state().weights), expected.flat(expected.state().weights));
  EXPECT_EQ(parts.flat(parts.state().second_moment), expected.flat(expected.state().second_moment));
}

// Slices of the genes, odd ones, put every weight at another place beside other weights.
TEST_P(OptimiserOf, BitsOfAWeightDependOnItsOwnValuesAlone) {
  const Architecture shape{37, {7, 5}};
  // The norm is that of a layout alone here, so every layout must get the same clip.
  OptimiserSettings settings = GetParam().settings;
  settings.clip = 0;
  const auto whole = gene_layout(shape, {0, 37});
  Updates expected(whole, false);
  expected.run(settings, 4);
  for (const std::size_t groups : {2U, 3U, 8U, 37U}) {
    std::vector<float> weights(shape.parameters());
    std::vector<float> moments(shape.parameters());
    for (std::size_t t = 0; t < groups; ++t) {
      const auto layout = gene_layout(shape, part_of(37, groups, t), {true, t == 0});
      Updates part(layout, t % 2 == 0);
      part.run(settings, 4);
      std::ranges::transform(part.flat(part.state().weights), weights, weights.begin(), std::plus<>());
      std::ranges::transform(part.flat(part.state().first_moment), moments, moments.begin(), std::plus<>());
    }
    EXPECT_EQ(weights, expected.flat(expected.state().weights)) << groups << " slices";
    EXPECT_EQ(moments, expected.flat(expected.state().first_moment)) << groups << " slices";
  }
}

TEST_P(OptimiserOf, DoesNotDependOnThreads) {
  const auto layout = gene_layout({2003, {19, 21}}, {0, 2003});
  const auto updated = [&](int threads) {
    set_threads(threads);
    Updates updates(layout, false);
    updates.run(GetParam().settings, 3);
    return updates.flat(updates.state().weights);
  };
  const auto one = updated(1);
  EXPECT_EQ(one, updated(2));
  set_threads(1);
}

INSTANTIATE_TEST_SUITE_P(Methods, OptimiserOf, testing::ValuesIn(cases()),
                         [](const auto& one) { return one.param.name; });

TEST(Optimiser, LeavesASmallGradientUnclipped) {
  const auto layout = gene_layout({2, {3}}, {0, 2});
  OptimiserSettings settings = settings_of(Method::sgd, 0.1);
  Updates free(layout, false);
  free.run(settings, 3);
  settings.clip = 100;
  Updates clipped(layout, false);
  clipped.run(settings, 3);
  EXPECT_EQ(clipped.flat(clipped.state().weights), free.flat(free.state().weights));
}

TEST(Optimiser, KeepsTheGapsZero) {
  const auto layout = gene_layout({5, {3}}, {0, 5});
  for (const Case& one : cases()) {
    Updates updates(layout, true);
    updates.run(one.settings, 3);
    const auto weights = updates.state().weights.values();
    for (const ParameterPiece& piece : layout.pieces()) {
      for (std::size_t i = piece.offset + piece.size(); i % 16 != 0; ++i)
        EXPECT_EQ(weights[i], 0) << one.name;
    }
  }
}

TEST(SquaredNorm, CountsWhatIsMine) {
  const Architecture shape{3, {2}};
  const auto norm_of = [&](Ownership ownership) {
    const auto layout = gene_layout(shape, {1, 2}, ownership);
    std::vector<float> gradient(layout.size());
    for (const ParameterPiece& piece : layout.pieces()) {
      std::fill_n(gradient.begin() + static_cast<std::ptrdiff_t>(piece.offset), piece.size(), 2.0F);
    }
    return squared_norm(gradient, layout);
  };
  // Weights and last bias of two genes: 4 + 4 + 2; inner bias: 2.
  EXPECT_EQ(norm_of({true, true}), 4 * 12.0);
  EXPECT_EQ(norm_of({true, false}), 4 * 10.0);
  EXPECT_EQ(norm_of({false, true}), 4 * 2.0);
  EXPECT_EQ(norm_of({false, false}), 0);
}

}  // namespace
}  // namespace lampyris
