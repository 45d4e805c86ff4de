// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/residual_start.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "src/autoencoder/pinned_weights.hpp"
#include "src/base/error.hpp"
#include "tests/src/autoencoder/scaled_programs.hpp"
#include "tests/support/expect_error.hpp"

namespace lampyris {
namespace {

class ResidualNetwork : public testing::Test {
 protected:
  static Architecture shape_of(std::vector<std::size_t> widths, std::size_t code) {
    Architecture shape{small_genes, {}, Activation::gelu, Activation::linear};
    shape.normalised = true;
    return residual_architecture(shape, {std::move(widths), code});
  }
  Autoencoder start(const Architecture& shape, std::uint64_t seed = 1) {
    Autoencoder autoencoder(shape);
    const auto layout = gene_layout(shape, {0, small_genes});
    std::vector<float> parameters(layout.size());
    start_residual(layout, axes, seed, parameters);
    put_into(autoencoder, layout, parameters);
    return autoencoder;
  }

  const Matrix<float> cohort = small_cohort();
  const SmallPca pca = small_pca(cohort);
  const PrincipalAxes axes{pca.components.view(), pca.variances, pca.mean};
};

// The components are LAPACK's.
TEST_F(ResidualNetwork, BeginsAsPca) {
  for (const auto& widths : {std::vector<std::size_t>{12}, {12, 9}}) {
    const auto shape = shape_of(widths, 5);
    EXPECT_EQ(shape.code_layer(), widths.size() + 1);
    EXPECT_EQ(shape.layers(), 2 * widths.size() + 1);
    const auto autoencoder = start(shape);
    const auto found = propagate(autoencoder, cohort.view(), 0, shape.dense_layers());
    const auto expected = reconstruct(pca, cohort, 5);
    for (std::size_t i = 0; i < found.size(); ++i) {
      ASSERT_NEAR(found.values()[i], expected.values()[i], 1e-5);
    }
    // Every hidden layer's last nodes are the scores.
    const auto code = propagate(autoencoder, cohort.view(), 0, shape.code_layer());
    for (std::size_t layer = 1; layer <= shape.layers(); ++layer) {
      const auto nodes = propagate(autoencoder, cohort.view(), 0, layer);
      for (std::size_t i = 0; i < small_samples; ++i) {
        for (std::size_t j = 0; j < 5; ++j) {
          ASSERT_NEAR(nodes(i, shape.bent_nodes(layer) + j), code(i, j), 1e-5) << layer;
        }
      }
    }
  }
}

// Layer norm leaves a mean of 0 and a sd of 1 before gelu: nodes differ, and live.
TEST_F(ResidualNetwork, HasBentNodesThatDifferWithTheSeed) {
  const auto shape = shape_of({40}, 5);
  const auto one = start(shape, 1);
  const auto other = start(shape, 2);
  for (const std::size_t layer : {1U, 3U}) {
    const auto nodes = propagate(one, cohort.view(), 0, layer);
    const auto others = propagate(other, cohort.view(), 0, layer);
    for (std::size_t j = 0; j < 40; ++j) {
      double least = 1e9;
      double most = -1e9;
      for (std::size_t i = 0; i < small_samples; ++i) {
        least = std::min<double>(least, nodes(i, j));
        most = std::max<double>(most, nodes(i, j));
      }
      EXPECT_GT(most - least, 0.2) << "layer " << layer << ", node " << j;
      EXPECT_NE(nodes(0, j), others(0, j));
    }
  }
}

TEST_F(ResidualNetwork, GeneSlicesTogetherAreTheWhole) {
  const auto shape = shape_of({12, 9}, 5);
  const auto whole = start(shape);
  Autoencoder together(shape);
  for (std::size_t part = 0; part < 3; ++part) {
    const auto layout = gene_layout(shape, part_of(small_genes, 3, part), {true, part == 0});
    std::vector<float> parameters(layout.size());
    start_residual(layout, axes, 1, parameters);
    put_into(together, layout, parameters);
  }
  EXPECT_TRUE(std::ranges::equal(together.parameters(), whole.parameters()));
}

TEST_F(ResidualNetwork, PinsWhatIsNotOfTheModel) {
  const auto shape = shape_of({12, 9}, 5);
  // Dense 1: 5 linear nodes from all 17, 9 bent ones from 5. Dense 2, to the code: from 5. Dense 3, from it:
  // to 5. Dense 4: 5 from 14, 12 from 5. And the biases of linear nodes in dense 1, 3 and 4.
  const std::size_t expected = (5 * 17 + 9 * 5) + 5 * 5 + 5 * 5 + (5 * 14 + 12 * 5) + 3 * 5;
  EXPECT_EQ(pinned_weights(gene_layout(shape, {0, small_genes})).size(), expected);
  EXPECT_TRUE(pinned_weights(gene_layout({small_genes, {12, 9}}, {0, small_genes})).empty());
}

TEST_F(ResidualNetwork, RefusesWhatItCannotBe) {
  Architecture plain{small_genes, {}, Activation::elu, Activation::linear};
  test::expect_error<UsageError>([&] { (void)residual_architecture(plain, {{}, 5}); }, "model.widths");
  test::expect_error<UsageError>([&] { (void)residual_architecture(plain, {{8}, 0}); }, "model.code");
  plain.output = Activation::sigmoid;
  test::expect_error<UsageError>([&] { (void)residual_architecture(plain, {{8}, 5}); }, "model.output");
  plain.output = Activation::linear;
  plain.tied = true;
  test::expect_error<UsageError>([&] { (void)residual_architecture(plain, {{8}, 5}); }, "model.tied");
  // Two genes never vary, so that there are 28 components.
  test::expect_error<DataError>([&] { (void)start(shape_of({8}, 29)); }, "28 principal components");
}

}  // namespace
}  // namespace lampyris
