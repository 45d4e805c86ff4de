// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/code_refinement.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "src/autoencoder/decode_differences.hpp"
#include "src/autoencoder/residual_start.hpp"
#include "src/base/error.hpp"
#include "src/base/random.hpp"
#include "src/linalg/batch_invariant_gemm.hpp"
#include "tests/src/autoencoder/scaled_programs.hpp"
#include "tests/support/expect_error.hpp"

namespace lampyris {
namespace {

constexpr std::size_t code = 4;

class CodesOfAResidualNetwork : public testing::Test {
 protected:
  // As PCA; with `bend`, f and g are something.
  [[nodiscard]] Autoencoder network(double bend) const {
    Architecture plain{small_genes, {}, Activation::gelu, Activation::linear};
    plain.normalised = true;
    const auto shape = residual_architecture(plain, {{12, 9}, code});
    const auto layout = gene_layout(shape, {0, small_genes});
    std::vector<float> parameters(layout.size());
    start_residual(layout, {pca.components.view(), pca.variances, pca.mean}, 1, parameters);
    Random random(3, Stream::simulated_noise, 0);
    for (const std::size_t dense : {shape.code_layer() - 1, shape.layers()}) {
      const auto& piece = layout.weights(dense);
      const bool turned = dense == shape.layers();
      for (std::size_t i = 0; i < piece.rows.count; ++i) {
        for (std::size_t j = 0; j < piece.columns.count; ++j) {
          const bool bent = (turned ? j : i) < shape.bent_nodes(dense);
          if (bent) parameters[piece.at(i, j)] = static_cast<float>(bend * random.normal());
        }
      }
    }
    Autoencoder autoencoder(shape);
    put_into(autoencoder, layout, parameters);
    return autoencoder;
  }

  // Σ(x̂ − x)² of each sample over the genes below `until`.
  [[nodiscard]] std::vector<double> errors(const Autoencoder& autoencoder, const Matrix<float>& codes,
                                           std::size_t until = small_genes) const {
    const Architecture& shape = autoencoder.architecture();
    const auto decoded = propagate(autoencoder, codes.view(), shape.code_layer(), shape.dense_layers());
    std::vector<double> result(small_samples);
    for (std::size_t i = 0; i < small_samples; ++i) {
      for (std::size_t g = 0; g < until; ++g) {
        result[i] += std::pow(static_cast<double>(decoded(i, g)) - cohort(i, g), 2);
      }
    }
    return result;
  }

  const Matrix<float> cohort = small_cohort();
  const SmallPca pca = small_pca(cohort);
};

// Directions of PCA are orthonormal: its scores are best already.
TEST_F(CodesOfAResidualNetwork, AreScoresBeforeTraining) {
  const auto autoencoder = network(0);
  const auto scores = propagate(autoencoder, cohort.view(), 0, autoencoder.architecture().code_layer());
  auto codes = scores.clone();
  CodeRefinement(autoencoder).refine(autoencoder, cohort.view(), codes.view());
  for (std::size_t i = 0; i < codes.size(); ++i) EXPECT_NEAR(codes.values()[i], scores.values()[i], 2e-5);
}

// No small step from the refined code is better, and the start was worse.
TEST_F(CodesOfAResidualNetwork, AreMinima) {
  const auto autoencoder = network(0.1);
  const std::size_t layer = autoencoder.architecture().code_layer();
  const auto encoded = propagate(autoencoder, cohort.view(), 0, layer);
  auto refined = encoded.clone();
  CodeRefinement(autoencoder).refine(autoencoder, cohort.view(), refined.view());
  const auto before = errors(autoencoder, encoded);
  const auto after = errors(autoencoder, refined);
  double gained = 0;
  for (std::size_t i = 0; i < small_samples; ++i) {
    EXPECT_LE(after[i], before[i] * (1 + 1e-6)) << i;
    gained += before[i] - after[i];
  }
  EXPECT_GT(gained, 0.1);
  for (std::size_t j = 0; j < code; ++j) {
    for (const float step : {0.02F, -0.02F}) {
      auto moved = refined.clone();
      for (std::size_t i = 0; i < small_samples; ++i) moved(i, j) += step;
      const auto there = errors(autoencoder, moved);
      for (std::size_t i = 0; i < small_samples; ++i) EXPECT_GT(there[i], after[i] - 1e-5) << i << " " << j;
    }
  }
}

// Whatever stands in the genes that were not measured.
TEST_F(CodesOfAResidualNetwork, AreFoundFromSomeGenes) {
  const auto autoencoder = network(0.05);
  std::vector<bool> measured(small_genes, true);
  std::fill(measured.begin() + 20, measured.end(), false);
  const CodeRefinement refinement(autoencoder, measured);
  auto holes = cohort.clone();
  for (std::size_t i = 0; i < small_samples; ++i) std::ranges::fill(holes.row(i).subspan(20), std::nanf(""));
  auto refined = propagate(autoencoder, cohort.view(), 0, autoencoder.architecture().code_layer());
  const auto before = errors(autoencoder, refined, 20);
  refinement.refine(autoencoder, holes.view(), refined.view());
  const auto after = errors(autoencoder, refined, 20);
  for (std::size_t i = 0; i < small_samples; ++i) EXPECT_LE(after[i], before[i] * (1 + 1e-6)) << i;
  test::expect_error<DataError>([&] { CodeRefinement(autoencoder, std::vector<bool>(small_genes)); },
                                "none of the genes");
}

// What light-up reads: in double, against the forward pass in float.
TEST_F(CodesOfAResidualNetwork, MoveTheSamplesByDifferences) {
  Model model;
  model.autoencoder = network(0.3);
  const Architecture& shape = model.architecture();
  for (std::size_t layer = 1; layer <= shape.layers(); ++layer) {
    const auto nodes =
        propagate(model.autoencoder, MatrixView<const float>(cohort.view()).middle_rows(0, 1), 0, layer);
    const auto before = propagate(model.autoencoder, nodes.view(), layer, shape.dense_layers());
    const std::vector<NodeChange> changes{{0, 0.5}, {nodes.columns() - 1, -0.7}};
    const auto found = decode_differences(model, layer, nodes.row(0), changes);
    for (std::size_t c = 0; c < changes.size(); ++c) {
      auto moved = nodes.clone();
      moved(0, changes[c].node) += static_cast<float>(changes[c].by);
      const auto after = propagate(model.autoencoder, moved.view(), layer, shape.dense_layers());
      double largest = 0;
      for (std::size_t g = 0; g < small_genes; ++g) {
        ASSERT_NEAR(found(c, g), after(0, g) - before(0, g), 2e-5) << layer << " " << c;
        largest = std::max(largest, std::abs(found(c, g)));
      }
      EXPECT_GT(largest, 1e-3);
    }
  }
}

TEST_F(CodesOfAResidualNetwork, PassThroughTheLayers) {
  const auto autoencoder = network(0.1);
  const Architecture& shape = autoencoder.architecture();
  const CodeRefinement refinement(autoencoder);
  auto expected = propagate(autoencoder, cohort.view(), 0, shape.code_layer());
  refinement.refine(autoencoder, cohort.view(), expected.view());
  const LocalForwardPass local;
  const RefiningForwardPass pass(local, refinement);
  auto layer = pass.propagate(autoencoder, cohort.view(), 0, 1);
  for (std::size_t l = 2; l <= shape.code_layer(); ++l) {
    layer = pass.propagate(autoencoder, std::as_const(layer).view(), l - 1, l);
  }
  const auto whole = pass.propagate(autoencoder, cohort.view(), 0, shape.code_layer());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(layer.values()[i], expected.values()[i], 1e-5);
    EXPECT_EQ(layer.values()[i], whole.values()[i]);
  }
}

}  // namespace
}  // namespace lampyris
