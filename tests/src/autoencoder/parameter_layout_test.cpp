#include "src/autoencoder/parameter_layout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "src/base/error.hpp"
#include "src/base/random.hpp"

namespace lampyris {
namespace {

const std::vector<Architecture> shapes{{23, {7}},
                                       {23, {7, 3, 5}},
                                       {23, {7, 3, 7}, Activation::tanh, Activation::linear, true},
                                       {23, {7, 7}, Activation::relu, Activation::linear, true},
                                       {23, {7}, Activation::sigmoid, Activation::sigmoid, true}};

std::vector<float> of(const Autoencoder& autoencoder) {
  return {autoencoder.parameters().begin(), autoencoder.parameters().end()};
}

std::vector<float> counted(std::size_t size) {
  std::vector<float> values(size);
  std::iota(values.begin(), values.end(), 1.0F);
  return values;
}

// The definition: row i of step s is drawn from its own stream.
TEST(ParameterLayout, StartIsGlorotUniformRowByRow) {
  const Architecture& shape = shapes[1];
  Autoencoder autoencoder(shape);
  initialise(autoencoder, 7);
  for (std::size_t step = 0; step < shape.steps(); ++step) {
    const double limit = std::sqrt(6.0 / static_cast<double>(shape.inputs(step) + shape.outputs(step)));
    for (std::size_t i = 0; i < shape.inputs(step); ++i) {
      Random random(7, Stream::initial_weights, (step << 48) | i);
      for (std::size_t j = 0; j < shape.outputs(step); ++j) {
        EXPECT_EQ(autoencoder.weights(step)(i, j), static_cast<float>(limit * (2 * random.uniform() - 1)));
      }
    }
    for (const float bias : autoencoder.bias(step)) EXPECT_EQ(bias, 0);
  }
}

TEST(ParameterLayout, GeneSlicesTogetherAreTheWhole) {
  for (const Architecture& shape : shapes) {
    Autoencoder whole(shape);
    initialise(whole, 3);
    for (const std::size_t parts : {1U, 2U, 3U, 5U, 23U}) {
      Autoencoder together(shape);
      for (std::size_t t = 0; t < parts; ++t) {
        const auto layout = gene_layout(shape, part_of(shape.genes, parts, t), {true, t == 0});
        std::vector<float> mine(layout.size());
        initialise(layout, 3, mine);
        std::vector<float> taken(layout.size());
        take_from(whole, layout, taken);
        EXPECT_EQ(mine, taken);
        Autoencoder part(shape);
        put_into(part, layout, mine);
        std::transform(part.parameters().begin(), part.parameters().end(), together.parameters().begin(),
                       together.parameters().begin(), std::plus<>());
      }
      EXPECT_EQ(of(together), of(whole)) << parts << " parts";
    }
  }
}

TEST(ParameterLayout, TiedWeightsAreTransposesOfEachOther) {
  const Architecture& shape = shapes[2];
  Autoencoder autoencoder(shape);
  initialise(autoencoder, 1);
  for (std::size_t step = 0; step < 2; ++step) {
    const auto encoder = autoencoder.weights(step);
    const auto decoder = autoencoder.weights(3 - step);
    for (std::size_t i = 0; i < encoder.rows(); ++i) {
      for (std::size_t j = 0; j < encoder.columns(); ++j) EXPECT_EQ(encoder(i, j), decoder(j, i));
    }
  }
}

TEST(ParameterLayout, InnerParametersLieBetweenTheOuterOnes) {
  for (const Architecture& shape : shapes) {
    const auto layout = gene_layout(shape, {5, 9});
    const Slice inner = inner_parameters(layout);
    for (const auto& piece : layout.pieces()) {
      const bool outer = (piece.step == 0 && !piece.bias) || piece.step == shape.layers();
      EXPECT_EQ(inner.contains(piece.offset), !outer);
      EXPECT_EQ(piece.offset % 16, 0U);
    }
  }
}

// As ScaLAPACK deals matrices: blocks of rows and columns in turn, column-major.
TEST(ParameterLayout, BlockCyclicPiecesTogetherAreTheWhole) {
  const Architecture shape{10, {6}};
  Autoencoder whole(shape);
  const auto numbers = counted(shape.parameters());
  std::copy(numbers.begin(), numbers.end(), whole.parameters().begin());
  Autoencoder together(shape);
  for (std::size_t p = 0; p < 2; ++p) {
    ParameterLayout layout(shape);
    const AxisPart genes(p * 2, 2, 4, p == 0 ? 6 : 4);
    layout.add({0, false, genes, Slice{0, 6}, true});
    layout.add({0, true, Slice{0, 1}, Slice{0, 6}, false, 0, p == 0});
    layout.add({1, false, genes, Slice{0, 6}, true});
    layout.add({1, true, Slice{0, 1}, genes, false});
    std::vector<float> mine(layout.size());
    take_from(whole, layout, mine);
    EXPECT_EQ(mine[layout.weights(0).at(2, 1)], whole.weights(0)(p == 0 ? 4 : 6, 1));
    EXPECT_EQ(layout.weights(0).at(1, 0), layout.weights(0).offset + 1) << "column-major";
    put_into(together, layout, mine);
  }
  EXPECT_EQ(of(together), of(whole));
}

TEST(Architecture, RefusesToTieWidthsThatDoNotMirror) {
  EXPECT_NO_THROW(require_tieable(shapes[2]));
  EXPECT_NO_THROW(require_tieable({5, {4, 3}}));
  EXPECT_THROW(require_tieable({5, {4, 3}, Activation::sigmoid, Activation::sigmoid, true}), UsageError);
}

}  // namespace
}  // namespace lampyris
