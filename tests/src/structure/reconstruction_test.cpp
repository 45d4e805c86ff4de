// SPDX-License-Identifier: Apache-2.0
#include "src/structure/reconstruction.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace lampyris {
namespace {

// The first gene passes through the one node, the second is lost.
Model first_gene_only() {
  Model model;
  model.autoencoder =
      Autoencoder({.genes = 2, .widths = {1}, .hidden = Activation::linear, .output = Activation::linear});
  const auto parameters = model.autoencoder.parameters();
  std::fill(parameters.begin(), parameters.end(), 0.0F);
  parameters[0] = 1;  // encoder: gene 1
  parameters[3] = 1;  // decoder: gene 1
  model.genes = {"a", "b"};
  model.training = {{-2, -1}, {2, 1}, {0, 0}, {1, 1}};
  model.scaling = make_scaling(ScalingMethod::none, model.training);
  return model;
}

// Gene 1 has a sum of squares of 8, gene 2 of 2; what keeps gene 1 alone explains 0.8, gene 2 alone 0.2.
TEST(Reconstruction, ComparesTheAutoencoderWithPcaByHand) {
  const Matrix<float> samples = [] {
    Matrix<float> values(4, 2);
    values(0, 0) = 2;
    values(1, 0) = -2;
    values(2, 1) = 1;
    values(3, 1) = -1;
    return values;
  }();
  const Model model = first_gene_only();
  Pca pca{{0, 0}, Matrix<float>(2, 2), {}, 0};
  pca.components(0, 1) = 1;  // the wrong one first
  pca.components(1, 0) = 1;
  const LocalForwardPass forward_pass;
  const std::vector<std::size_t> dimensions{1, 2};
  std::size_t blocks = 0;
  const SampleBlocks read{4, [&](Slice part, const SampleBlocks::Use& use, std::size_t) {
                            for (std::size_t i = 0; i < part.count; i += 2, ++blocks)
                              use(i, samples.view().middle_rows(part.offset + i, 2));
                          }};
  NoProgress progress;
  const auto found =
      measure_reconstruction(read, {forward_pass, model, pca, dimensions}, SingleWorld(), progress);
  EXPECT_EQ(blocks, 2U);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].representation, "autoencoder");
  EXPECT_EQ(found[0].dimension, 1U);
  EXPECT_DOUBLE_EQ(found[0].r_squared.global, 0.8);
  EXPECT_EQ(found[0].r_squared.per_gene, (std::vector<double>{1, 0}));
  EXPECT_EQ(found[0].per_sample, (std::vector<double>{1, 1, 0, 0}));
  EXPECT_EQ(found[1].representation, "pca");
  EXPECT_EQ(found[1].dimension, 1U);
  EXPECT_DOUBLE_EQ(found[1].r_squared.global, 0.2);
  EXPECT_TRUE(found[1].per_sample.empty());
  EXPECT_DOUBLE_EQ(found[2].r_squared.global, 1);
}

TEST(Reconstruction, TheCodeIsTheNarrowestLayer) {
  EXPECT_EQ(code_width({.genes = 9, .widths = {5, 3, 4}}), 3U);
}

}  // namespace
}  // namespace lampyris
