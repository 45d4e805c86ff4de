// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "src/linalg/threads.hpp"
#include "tests/src/modules/planted_contrast.hpp"

namespace lampyris {
namespace {

constexpr auto positive = static_cast<std::size_t>(Side::positive);

// Over 120 data sets without any signal, whose genes are correlated through the nodes, the label-permutation
// p of the set that node 0 lights up is uniform or, as overlaps are whole numbers, larger; the hypergeometric
// p is far from it.
TEST(Calibration, PermutationPIsUniformUnderTheNull) {
  constexpr std::size_t data_sets = 120;
  set_threads(1);  // the pieces are too small for two
  std::size_t below_tenth = 0;
  std::size_t below_half = 0;
  std::size_t hypergeometric = 0;
  for (std::size_t d = 0; d < data_sets; ++d) {
    const test::PlantedContrast data(1000 + d, 0);
    const auto result =
        data.analyse(SingleWorld(), {.top = 30, .permutations = 99, .max_permutations = 99}, d);
    const auto& test = result.modules.enrichments[positive].back();
    EXPECT_EQ(test.permutations, 99U);
    below_tenth += test.p_permutation <= 0.1 ? 1U : 0U;
    below_half += test.p_permutation <= 0.5 ? 1U : 0U;
    hypergeometric += test.p <= 0.01 ? 1U : 0U;
  }
  EXPECT_LE(below_tenth, 22U);  // expected at most 12, sd 3.3
  EXPECT_GE(below_tenth, 3U);   // and not empty: the test has power to reject
  EXPECT_LE(below_half, 77U);   // expected at most 60, sd 5.5
  EXPECT_GE(below_half, 36U);
  EXPECT_GT(hypergeometric, 5U);  // 1 if it were calibrated
}

TEST(Calibration, APlantedSetIsFoundAndOthersAreNot) {
  const test::PlantedContrast data(1, 0.3);
  std::vector<LayerResult> layers;
  layers.push_back(
      data.analyse(SingleWorld(), {.top = 30, .permutations = 200, .max_permutations = 1600}, 1));
  const auto tests = correct_contrast(layers);
  EXPECT_EQ(tests, data.named.size());
  const auto& enrichments = layers[0].modules.enrichments[positive];
  EXPECT_LT(enrichments.back().q, 0.05);
  EXPECT_EQ(enrichments.back().permutations, 1600U);  // few exceedances: went on to the end
  EXPECT_LT(enrichments.back().p, 1e-6);
  EXPECT_GT(layers[0].auroc.value, 0.75);
  std::size_t stopped = 0;
  for (std::size_t s = 0; s + 1 < enrichments.size(); ++s) {
    EXPECT_GT(enrichments[s].q, 0.05);
    stopped += enrichments[s].permutations == 200 ? 1U : 0U;
    const auto n = enrichments[s].permutations;
    EXPECT_TRUE(n == 200 || n == 400 || n == 800 || n == 1600);
    EXPECT_TRUE(n == 1600 || enrichments[s].exceedances >= 10);
    EXPECT_DOUBLE_EQ(enrichments[s].p_permutation,
                     static_cast<double>(enrichments[s].exceedances + 1) / static_cast<double>(n + 1));
  }
  EXPECT_GT(stopped, 0U);
}

// The same p by the plainest means: weights of every permutation in node space, scores, sorted lists, counts.
TEST(Calibration, AgreesWithPlainLoops) {
  const test::PlantedContrast data(7, 0.1);
  constexpr std::size_t permutations = 50;
  const auto result = data.analyse(
      SingleWorld(), {.top = 30, .permutations = permutations, .max_permutations = permutations}, 9);
  Matrix<double> centred(data.samples, data.nodes);
  for (std::size_t j = 0; j < data.nodes; ++j) {
    double mean = 0;
    for (std::size_t i = 0; i < data.samples; ++i)
      mean += data.codes(i, j) / static_cast<double>(data.samples);
    for (std::size_t i = 0; i < data.samples; ++i) centred(i, j) = data.codes(i, j) - mean;
  }
  const RidgeLogistic classifier(std::move(centred), 1.0, data.contrast.cases);
  const auto overlap = [&](const std::vector<std::uint8_t>& labels) {
    const auto fit = classifier.fit(labels);
    std::vector<std::pair<double, std::size_t>> scores;
    for (std::size_t g = 0; g < data.genes; ++g) {
      double score = 0;
      for (std::size_t j = 0; j < data.nodes; ++j) score += fit.weights[j] * data.lightup(j, g);
      scores.emplace_back(-score, g);
    }
    std::sort(scores.begin(), scores.end());
    return std::count_if(scores.begin(), scores.begin() + 30,
                         [](const auto& entry) { return entry.second >= 40 && entry.second < 55; });
  };
  const auto observed = overlap(data.contrast.is_case);
  const Relabelling relabelling(data.contrast, 9);
  std::size_t exceedances = 0;
  for (std::size_t b = 0; b < permutations; ++b)
    exceedances += overlap(relabelling.labels(b)) >= observed ? 1U : 0U;
  const auto& test = result.modules.enrichments[positive].back();
  EXPECT_EQ(test.overlap, static_cast<std::size_t>(observed));
  EXPECT_EQ(test.exceedances, exceedances);
}

}  // namespace
}  // namespace lampyris
