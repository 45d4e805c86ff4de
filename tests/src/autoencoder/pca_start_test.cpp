// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/pca_start.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "src/base/error.hpp"
#include "tests/src/autoencoder/scaled_programs.hpp"

namespace lampyris {
namespace {

using Widths = std::vector<std::size_t>;
const std::vector<Widths> all_widths{{5}, {12, 5, 12}, {5, 5, 5}, {50}};

class PcaStart : public testing::Test {
 protected:
  [[nodiscard]] OutputFit fit(const Architecture& shape) const {
    return fit_output(shape.output, {cohort.view(), {0, small_genes}, pca.mean}, SingleWorld());
  }

  Autoencoder start(const Architecture& shape, std::uint64_t seed) {
    Autoencoder autoencoder(shape);
    const auto layout = gene_layout(shape, {0, small_genes});
    std::vector<float> parameters(layout.size());
    carried = start_at_pca(layout, axes, fit(shape), seed, parameters);
    put_into(autoencoder, layout, parameters);
    return autoencoder;
  }

  [[nodiscard]] Matrix<float> reconstruction(const Autoencoder& autoencoder) const {
    return propagate(autoencoder, cohort.view(), 0, autoencoder.architecture().dense_layers());
  }

  const Matrix<float> cohort = small_cohort();
  const SmallPca pca = small_pca(cohort);
  const PrincipalAxes axes{pca.components.view(), pca.variances, pca.mean};
  std::size_t carried = 0;
};

double furthest(const Matrix<float>& a, const Matrix<float>& b) {
  double distance = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    distance = std::max(distance, std::abs(static_cast<double>(a.values()[i]) - b.values()[i]));
  }
  return distance;
}

// Compared with the components of LAPACK.
TEST_F(PcaStart, ReconstructsAsPcaDoes) {
  for (const auto& widths : all_widths) {
    for (const auto& name : activation_names()) {
      SCOPED_TRACE(fmt::format("{} {}", widths, name));
      const auto hidden = activation_from(name, "model.hidden");
      const auto result = reconstruction(start({small_genes, widths, hidden, Activation::linear}, 1));
      // Two genes never vary.
      EXPECT_EQ(carried, widths.size() == 1 && widths[0] == 50 ? small_genes - 2 : 5U);
      const auto expected = reconstruct(pca, cohort, carried);
      const bool curved = hidden == Activation::sigmoid || hidden == Activation::tanh;
      EXPECT_LT(furthest(result, expected), curved ? 0.03 : 1e-4);
      EXPECT_NEAR(r_squared(cohort, result), r_squared(cohort, expected), 2e-4);
    }
  }
}

TEST_F(PcaStart, ReconstructsNearlyAsWellThroughASigmoid) {
  for (const auto& widths : all_widths) {
    for (const auto& name : activation_names()) {
      SCOPED_TRACE(fmt::format("{} {}", widths, name));
      const auto hidden = activation_from(name, "model.hidden");
      const auto autoencoder = start({small_genes, widths, hidden, Activation::sigmoid}, 1);
      for (const float value : autoencoder.parameters()) ASSERT_TRUE(std::isfinite(value));
      const auto result = reconstruction(autoencoder);
      EXPECT_GT(r_squared(cohort, result), r_squared(cohort, reconstruct(pca, cohort, carried)) - 0.03);
    }
  }
}

TEST_F(PcaStart, SpareNodesDifferWithTheSeedAndChangeNothing) {
  const Architecture shape{small_genes, {12, 5, 12}, Activation::sigmoid, Activation::linear};
  const auto one = start(shape, 1);
  const auto again = start(shape, 1);
  const auto other = start(shape, 2);
  EXPECT_TRUE(std::ranges::equal(one.parameters(), again.parameters()));
  for (const std::size_t dense : {0U, 2U}) {
    for (std::size_t node = 5; node < 12; ++node) {
      EXPECT_NE(one.bias(dense)[node], other.bias(dense)[node]);
      EXPECT_NE(one.weights(dense)(4, node), other.weights(dense)(4, node));
      EXPECT_NE(one.weights(dense)(4, node), one.weights(dense)(4, node == 5 ? 6 : 5));
    }
  }
  EXPECT_TRUE(std::ranges::equal(reconstruction(one).values(), reconstruction(other).values()));
}

// Scores with a variance of one go in with weights of variance 1/k, and N(0, ¼) is added.
TEST_F(PcaStart, SpareNodesSpreadOverTheActivation) {
  const Architecture shape{small_genes, {400, 5, 400}, Activation::sigmoid, Activation::linear};
  const auto autoencoder = start(shape, 3);
  for (const std::size_t layer : {1U, 3U}) {
    const auto codes = propagate(autoencoder, cohort.view(), 0, layer);
    double sum = 0;
    double squares = 0;
    for (std::size_t i = 0; i < small_samples; ++i) {
      for (std::size_t node = 5; node < 400; ++node) {
        const double z = std::log(codes(i, node) / (1 - codes(i, node)));
        sum += z;
        squares += z * z;
      }
    }
    const double count = small_samples * 395.0;
    EXPECT_NEAR(sum / count, 0, 0.1) << layer;
    EXPECT_NEAR(squares / count, 1.25 * 39 / 40, 0.15) << layer;
  }
}

TEST_F(PcaStart, GeneSlicesTogetherAreTheWhole) {
  for (const auto output : {Activation::linear, Activation::sigmoid}) {
    const Architecture shape{small_genes, {12, 5, 12}, Activation::elu, output};
    const auto whole = start(shape, 1);
    Autoencoder together(shape);
    for (std::size_t part = 0; part < 3; ++part) {
      const Slice genes = part_of(small_genes, 3, part);
      const auto layout = gene_layout(shape, genes, {true, part == 0});
      const MatrixView<const float> mine(cohort.data() + genes.offset, small_samples, genes.count,
                                         small_genes);
      const auto my_fit = fit_output(
          output, {mine, genes, std::span(pca.mean).subspan(genes.offset, genes.count)}, SingleWorld());
      std::vector<float> parameters(layout.size());
      start_at_pca(layout, axes, my_fit, 1, parameters);
      put_into(together, layout, parameters);
    }
    EXPECT_TRUE(std::ranges::equal(together.parameters(), whole.parameters()));
  }
}

// Matrices distributed in blocks of 2 × 3 over 2 × 2 ranks, and their biases by columns.
TEST_F(PcaStart, BlocksTogetherAreTheWhole) {
  const Architecture shape{small_genes, {12, 5, 12}, Activation::tanh, Activation::sigmoid};
  const auto whole = start(shape, 1);
  const auto cyclic = [](std::size_t total, std::size_t block, std::size_t index) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < total; ++i) count += i / block % 2 == index ? 1 : 0;
    return AxisPart(index * block, block, 2 * block, count);
  };
  Autoencoder together(shape);
  for (const std::size_t rank : {0U, 1U, 2U, 3U}) {
    ParameterLayout layout(shape);
    for (std::size_t dense = 0; dense < shape.dense_layers(); ++dense) {
      const auto stored = stored_shape(shape, dense);
      layout.add({dense, false, cyclic(stored.rows, 2, rank / 2), cyclic(stored.columns, 3, rank % 2), true});
      layout.add({dense, true, Slice{0, 1}, cyclic(shape.outputs(dense), 3, rank % 2), false, 0, rank < 2});
    }
    std::vector<float> parameters(layout.size());
    start_at_pca(layout, axes, fit(shape), 1, parameters);
    put_into(together, layout, parameters);
  }
  EXPECT_TRUE(std::ranges::equal(together.parameters(), whole.parameters()));
}

TEST_F(PcaStart, WithoutVarianceIsTheUsualStart) {
  const Architecture shape{small_genes, {5}};
  const auto layout = gene_layout(shape, {0, small_genes});
  std::vector<float> parameters(layout.size());
  std::vector<float> usual(layout.size());
  const std::vector<double> zeros(small_genes);
  EXPECT_EQ(start_at_pca(layout, {pca.components.view(), zeros, pca.mean}, fit(shape), 4, parameters), 0U);
  initialise(layout, 4, usual);
  EXPECT_EQ(parameters, usual);
}

TEST_F(PcaStart, RefusesWhatDoesNotGoWithIt) {
  const auto message = [](const Architecture& shape) -> std::string {
    try {
      require_pca_start(shape);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "";
  };
  const auto tied = message({small_genes, {5}, Activation::elu, Activation::linear, true});
  EXPECT_NE(tied.find("model.init"), std::string::npos) << tied;
  EXPECT_NE(tied.find("model.tied"), std::string::npos) << tied;
  const auto curved = message({small_genes, {5}, Activation::elu, Activation::relu});
  EXPECT_NE(curved.find("model.output"), std::string::npos) << curved;
  EXPECT_EQ(message({small_genes, {5}}), "");
  EXPECT_THROW(start({small_genes, {5}, Activation::elu, Activation::linear, true}, 1), UsageError);
}

}  // namespace
}  // namespace lampyris
