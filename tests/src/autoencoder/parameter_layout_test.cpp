// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/parameter_layout.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <ostream>
#include <stdexcept>
#include <vector>

#include "src/base/random.hpp"

namespace lampyris {
namespace {

std::vector<float> of(const Autoencoder& autoencoder) {
  return {autoencoder.parameters().begin(), autoencoder.parameters().end()};
}

/// Every parameter another value; what is tied has the same twice.
Autoencoder numbered(const Architecture& shape) {
  Autoencoder autoencoder(shape);
  std::iota(autoencoder.parameters().begin(), autoencoder.parameters().end(), 1.0F);
  for (std::size_t dense = 0; dense < shape.dense_layers(); ++dense) {
    if (!shape.is_tied(dense)) continue;
    const auto owner = autoencoder.weights(shape.layers() - dense);
    for (std::size_t i = 0; i < shape.inputs(dense); ++i) {
      for (std::size_t j = 0; j < shape.outputs(dense); ++j) {
        autoencoder.parameters()[shape.weight_offset(dense) + i * shape.outputs(dense) + j] = owner(j, i);
      }
    }
  }
  return autoencoder;
}

struct Network {
  const char* name;
  Architecture shape;
  friend void PrintTo(const Network& network, std::ostream* out) { *out << network.name; }
};

class LayoutOf : public testing::TestWithParam<Network> {
 protected:
  const Architecture shape = GetParam().shape;
};

// The definition that every stored result rests on.
TEST_P(LayoutOf, WeightsAreThoseOfSeedStepAndRow) {
  Autoencoder autoencoder(shape);
  initialise(autoencoder, 42);
  std::vector<float> expected(shape.parameters());
  for (std::size_t dense = 0; dense < shape.dense_layers(); ++dense) {
    const std::size_t in = shape.inputs(dense);
    const std::size_t out = shape.outputs(dense);
    const double limit = std::sqrt(6.0 / static_cast<double>(in + out));
    for (std::size_t i = 0; i < in; ++i) {
      Random random(42, Stream::initial_weights, (dense << 48) | i);
      for (std::size_t j = 0; j < out; ++j) {
        const auto weight = static_cast<float>(limit * (2.0 * random.uniform() - 1.0));
        if (!shape.is_tied(dense)) expected[shape.weight_offset(dense) + i * out + j] = weight;
        const std::size_t partner = shape.layers() - dense;
        if (shape.is_tied(partner)) expected[shape.weight_offset(partner) + j * in + i] = weight;
      }
    }
  }
  EXPECT_EQ(of(autoencoder), expected);
}

TEST_P(LayoutOf, SlicesOfTheGenesMakeUpTheWhole) {
  Autoencoder whole(shape);
  initialise(whole, 42);
  const auto all = numbered(shape);
  for (std::size_t groups = 1; groups <= shape.genes; ++groups) {
    std::vector<float> started(shape.parameters());
    std::vector<float> taken(shape.parameters());
    for (std::size_t t = 0; t < groups; ++t) {
      const auto layout = gene_layout(shape, part_of(shape.genes, groups, t), {true, t == 0});
      Autoencoder part(shape);
      std::vector<float> mine(layout.size(), 99.0F);
      initialise(layout, 42, mine);
      put_into(part, layout, mine);
      std::ranges::transform(part.parameters(), started, started.begin(), std::plus<>());

      Autoencoder other(shape);
      std::ranges::fill(mine, 99.0F);
      take_from(all, layout, mine);
      put_into(other, layout, mine);
      std::ranges::transform(other.parameters(), taken, taken.begin(), std::plus<>());
    }
    EXPECT_EQ(started, of(whole)) << groups << " slices";
    EXPECT_EQ(taken, of(all)) << groups << " slices";
  }
}

TEST_P(LayoutOf, PiecesAreAlignedAndTheGapsZero) {
  const auto layout = gene_layout(shape, part_of(shape.genes, 3, 1));
  std::vector<float> taken(layout.size(), 99.0F);
  std::vector<float> started(layout.size(), 99.0F);
  take_from(numbered(shape), layout, taken);
  initialise(layout, 1, started);
  std::size_t end = 0;
  for (const ParameterPiece& piece : layout.pieces()) {
    EXPECT_EQ(piece.offset % 16, 0U);
    EXPECT_GE(piece.offset, end);
    for (; end < piece.offset; ++end) EXPECT_EQ(taken[end], 0);
    end = piece.offset + piece.size();
    EXPECT_TRUE(std::all_of(taken.begin() + static_cast<std::ptrdiff_t>(piece.offset),
                            taken.begin() + static_cast<std::ptrdiff_t>(end),
                            [](float value) { return value > 0; }));
    const bool zero = std::all_of(started.begin() + static_cast<std::ptrdiff_t>(piece.offset),
                                  started.begin() + static_cast<std::ptrdiff_t>(end),
                                  [](float value) { return value == 0; });
    EXPECT_EQ(zero, piece.bias) << "dense layer " << piece.dense;
  }
  EXPECT_LE(end, layout.size());
  for (; end < layout.size(); ++end) EXPECT_EQ(taken[end], 0);
}

TEST_P(LayoutOf, InnerParametersAreTheSameWhateverTheGenes) {
  const auto all = numbered(shape);
  const auto inner_of = [&](Slice genes) {
    const auto layout = gene_layout(shape, genes);
    std::vector<float> values(layout.size());
    take_from(all, layout, values);
    const Slice inner = inner_parameters(layout);
    return std::vector<float>(values.begin() + static_cast<std::ptrdiff_t>(inner.offset),
                              values.begin() + static_cast<std::ptrdiff_t>(inner.end()));
  };
  const auto whole = inner_of({0, shape.genes});
  EXPECT_EQ(inner_of({0, 1}), whole);
  EXPECT_EQ(inner_of({5, 6}), whole);

  // All of them, and none with genes.
  std::vector<float> expected;
  for (std::size_t dense = 0; dense < shape.layers(); ++dense) {
    const auto from =
        dense == 0 || shape.is_tied(dense) ? shape.bias_offset(dense) : shape.weight_offset(dense);
    const auto until = shape.bias_offset(dense) + shape.outputs(dense);
    for (std::size_t i = from; i < until; ++i) expected.push_back(all.parameters()[i]);
  }
  std::vector<float> found;
  std::ranges::copy_if(whole, std::back_inserter(found), [](float value) { return value != 0; });
  EXPECT_EQ(found, expected);
}

INSTANTIATE_TEST_SUITE_P(
    Networks, LayoutOf,
    testing::Values(Network{"shallow", {13, {9}}}, Network{"deep", {13, {17, 9, 21}}},
                    Network{"tied_shallow", {13, {9}, Activation::sigmoid, Activation::sigmoid, true}},
                    Network{"tied_even", {13, {12, 12}, Activation::sigmoid, Activation::sigmoid, true}},
                    Network{"tied_deep", {13, {17, 9, 17}, Activation::sigmoid, Activation::sigmoid, true}}),
    [](const auto& one) { return one.param.name; });

TEST(ParameterLayout, WritesOnlyWhatIsMine) {
  const Architecture shape{13, {5, 4}};
  const Slice genes{4, 6};
  const auto all = numbered(shape);
  for (const Ownership ownership :
       {Ownership{false, false}, Ownership{true, false}, Ownership{false, true}}) {
    const auto layout = gene_layout(shape, genes, ownership);
    std::vector<float> mine(layout.size());
    take_from(all, layout, mine);
    Autoencoder autoencoder(shape);
    std::ranges::fill(autoencoder.parameters(), -1.0F);
    put_into(autoencoder, layout, mine);
    const auto expect_layer = [&](std::size_t dense, bool written) {
      for (std::size_t i = shape.weight_offset(dense); i < shape.weight_offset(dense + 1); ++i) {
        EXPECT_EQ(autoencoder.parameters()[i], written ? all.parameters()[i] : -1);
      }
    };
    expect_layer(1, ownership.all);
    for (std::size_t g = 0; g < 13; ++g) {
      const bool written = ownership.genes && genes.contains(g);
      EXPECT_EQ(autoencoder.weights(0)(g, 2), written ? all.weights(0)(g, 2) : -1);
      EXPECT_EQ(autoencoder.weights(2)(3, g), written ? all.weights(2)(3, g) : -1);
      EXPECT_EQ(autoencoder.bias(2)[g], written ? all.bias(2)[g] : -1);
    }
  }
}

TEST(ParameterLayout, FindsItsPieces) {
  const Architecture tied{13, {9}, Activation::sigmoid, Activation::sigmoid, true};
  const auto layout = gene_layout(tied, {2, 5});
  EXPECT_EQ(layout.weights(0).size(), 45U);
  EXPECT_EQ(layout.bias(1).size(), 5U);
  EXPECT_THROW(static_cast<void>(layout.weights(1)), std::logic_error) << "tied";
}

// As ScaLAPACK distributes a matrix over a 2×2 grid: blocks of rows and of columns in turn, columns
// contiguous.
TEST(ParameterLayout, TakesBlockCyclicPieces) {
  const auto block_cyclic = [](std::size_t total, std::size_t block, std::size_t part) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < total; ++i) count += i / block % 2 == part ? 1 : 0;
    return AxisPart(part * block, block, 2 * block, count);
  };
  for (const bool tied : {false, true}) {
    const Architecture shape{13, {7, 7}, Activation::sigmoid, Activation::sigmoid, tied};
    const auto all = numbered(shape);
    Autoencoder initial(shape);
    initialise(initial, 3);
    std::vector<float> taken(shape.parameters());
    std::vector<float> started(shape.parameters());
    for (std::size_t rank = 0; rank < 4; ++rank) {
      ParameterLayout layout(shape);
      for (std::size_t dense = 0; dense < shape.dense_layers(); ++dense) {
        const auto [rows, columns] = stored_shape(shape, dense);
        if (!shape.is_tied(dense)) {
          layout.add(
              {dense, false, block_cyclic(rows, 2, rank / 2), block_cyclic(columns, 3, rank % 2), true});
        }
        layout.add({dense, true, Slice{0, 1}, block_cyclic(shape.outputs(dense), 3, rank % 2), false, 0,
                    rank / 2 == 0});
      }
      std::vector<float> mine(layout.size());
      Autoencoder part(shape);
      take_from(all, layout, mine);
      put_into(part, layout, mine);
      std::ranges::transform(part.parameters(), taken, taken.begin(), std::plus<>());
      Autoencoder other(shape);
      initialise(layout, 3, mine);
      put_into(other, layout, mine);
      std::ranges::transform(other.parameters(), started, started.begin(), std::plus<>());
    }
    EXPECT_EQ(taken, of(all));
    EXPECT_EQ(started, of(initial));
  }
}

// One piece written out by hand: rows 2, 3, 6 and columns 3, 4, 5 of a first dense layer of 7 × 8.
TEST(ParameterLayout, PutsColumnsOneAfterTheOther) {
  const Architecture shape{7, {8}};
  ParameterLayout layout(shape);
  layout.add({0, false, AxisPart(2, 2, 4, 3), AxisPart(3, 3, 6, 3), true});
  std::vector<float> mine(layout.size());
  take_from(numbered(shape), layout, mine);
  const auto weight = [](std::size_t row, std::size_t column) {
    return static_cast<float>(row * 8 + column + 1);
  };
  EXPECT_EQ(mine, (std::vector<float>{weight(2, 3), weight(3, 3), weight(6, 3), weight(2, 4), weight(3, 4),
                                      weight(6, 4), weight(2, 5), weight(3, 5), weight(6, 5), 0, 0, 0, 0, 0,
                                      0, 0}));
}

}  // namespace
}  // namespace lampyris
