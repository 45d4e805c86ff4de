// SPDX-License-Identifier: Apache-2.0
// One rank with all genes and samples: tests/mpi has the exchanges.
#include "src/training/engines/fused_engine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <tuple>
#include <vector>

#include "src/training/engines/serial_engine.hpp"
#include "tests/src/training/engines/engine_data.hpp"
#include "tests/src/training/engines/engine_step.hpp"
#include "tests/src/training/factor_samples.hpp"
#include "tests/support/bfloat16_products.hpp"

namespace lampyris {
namespace {

constexpr std::size_t genes = 600;  // more than one block of a column sum
constexpr std::size_t rows = 13;
constexpr std::size_t batch_size = 20;

/// An engine with the axes of one rank.
template <class Number>
struct Alone {
  Alone(const ParameterLayout& layout, std::span<const float> weights, std::size_t most)
      : axis(gene_axis_sizes<Number>(layout.architecture(), most)),
        engine(layout, weights, most, {axis, sample_axis, world}) {}

  SingleGeneAxis axis;
  SingleSampleAxis sample_axis;
  SingleWorld world;
  FusedEngine<Number> engine;
};

using Case = std::tuple<test::NamedWidths, Activation, Activation>;

class FusedEngineOf : public testing::TestWithParam<Case> {
 protected:
  // After another batch and a reconstruction have gone through the same buffers.
  template <class Number>
  std::vector<float> gradient_of(FusedEngine<Number>& engine, const Matrix<Number>& values, double& error) {
    const auto more = test::as_numbers<Number>(test::uniform_samples(20, genes));
    std::vector<float> gradient(layout.size(), 99.0F);  // it must overwrite
    test::forward_backward(engine, {more.view(), more.view(), {}, 20, 0}, gradient);
    static_cast<void>(engine.reconstruct(values.view()));
    error = test::forward_backward(engine, {values.view(), values.view(), {}, batch_size, 0}, gradient);
    return gradient;
  }

  const Architecture shape{genes, std::get<0>(GetParam()).widths, std::get<1>(GetParam()),
                           std::get<2>(GetParam()), std::get<0>(GetParam()).tied};
  const ParameterLayout layout = gene_layout(shape, {0, genes});
  Matrix<float> weights = test::random_weights(layout);
  Matrix<float> samples = test::uniform_samples(rows, genes);
};

TEST_P(FusedEngineOf, IsTheSerialEngine) {
  SerialEngine serial(layout, weights.values(), rows);
  std::vector<float> expected(layout.size());
  const double expected_error =
      test::forward_backward(serial, {samples.view(), samples.view(), {}, batch_size, 0}, expected);

  Alone<float> alone(layout, weights.values(), 20);
  double error = 0;
  const auto found = gradient_of(alone.engine, samples, error);
  EXPECT_NEAR(error, expected_error, 1e-5 * expected_error);
  for (const ParameterPiece& piece : layout.pieces()) {
    EXPECT_LT(test::relative_difference(piece, found, expected), 1e-5) << test::name_of(piece);
  }

  const auto mine = std::get<MatrixView<const float>>(alone.engine.reconstruct(samples.view()));
  const auto other = std::get<MatrixView<const float>>(serial.reconstruct(samples.view()));
  ASSERT_EQ(mine.rows(), rows);
  ASSERT_EQ(mine.columns(), genes);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t g = 0; g < genes; ++g) ASSERT_NEAR(mine(i, g), other(i, g), 1e-5);
  }
  EXPECT_TRUE(alone.engine.bf16_weights().empty());
}

// The serial engine gets the same rounded samples and weights, so what is left is the rounding of activations
// and δ on the way: a dozen factors, each off by 2⁻⁸ at most and, the errors being independent over rows
// and nodes, by far less in a sum; but x̂ − x is smaller than the x̂ that is rounded. A wrong term would be
// off by much more than 1.5 %.
TEST_P(FusedEngineOf, InBfloat16IsCloseToTheSerialEngine) {
  if (!test::has_bfloat16_products()) GTEST_SKIP() << "no products of bfloat16 on this processor";
  const auto rounded = [](std::span<float> values) {
    for (float& value : values) value = to_float(from_float<bfloat16>(value));
  };
  rounded(samples.values());
  for (const ParameterPiece& piece : layout.pieces()) {
    if (!piece.bias) rounded(weights.values().subspan(piece.offset, piece.size()));
  }
  SerialEngine serial(layout, weights.values(), rows);
  std::vector<float> expected(layout.size());
  const double expected_error =
      test::forward_backward(serial, {samples.view(), samples.view(), {}, batch_size, 0}, expected);

  Alone<bfloat16> alone(layout, weights.values(), 20);
  double error = 0;
  const auto found = gradient_of(alone.engine, test::as_numbers<bfloat16>(samples), error);
  EXPECT_NEAR(error, expected_error, 1e-3 * expected_error);
  double largest = 0;
  for (const ParameterPiece& piece : layout.pieces()) {
    const double difference = test::relative_difference(piece, found, expected);
    EXPECT_LT(difference, 0.015) << test::name_of(piece);
    largest = std::max(largest, difference);
  }
  EXPECT_GT(largest, 1e-4) << "this was not bfloat16";
}

/// Puts a gradient together again.
struct Collected {
  explicit Collected(std::size_t size) : gradient(size), times(size) {}

  // Returns the error.
  double run(Engine& engine, const Batch& batch) {
    std::vector<float> room(gradient.size());
    const double error = engine.forward(batch);
    engine.backward(batch, room, [this](std::size_t first, std::span<const float> part) {
      ++parts;
      for (std::size_t i = 0; i < part.size(); ++i) {
        gradient.at(first + i) = part[i];
        ++times[first + i];
      }
    });
    return error;
  }

  std::vector<float> gradient;
  std::vector<int> times;
  int parts = 0;
};

template <class Number>
void expect_the_same_in_parts(const ParameterLayout& layout, std::span<const float> weights,
                              std::size_t samples, int least_parts) {
  const auto values = test::as_numbers<Number>(test::uniform_samples(samples, layout.architecture().genes));
  const Batch batch{values.view(), values.view(), {}, samples, 0};
  Alone<Number> alone(layout, weights, samples);
  std::vector<float> expected(layout.size());
  const double error = test::forward_backward(alone.engine, batch, expected);
  Collected found(layout.size());
  EXPECT_EQ(found.run(alone.engine, batch), error);
  EXPECT_GE(found.parts, least_parts);
  for (const ParameterPiece& piece : layout.pieces()) {
    EXPECT_LT(test::relative_difference(piece, found.gradient, expected), 1e-6) << test::name_of(piece);
  }
  EXPECT_TRUE(std::all_of(found.times.begin(), found.times.end(), [](int times) { return times == 1; }));
}

TEST_P(FusedEngineOf, GivesTheSameGradientInParts) {
  const int least = shape.tied ? 1 : 4;
  expect_the_same_in_parts<float>(layout, weights.values(), rows, least);
  if (test::has_bfloat16_products()) {
    expect_the_same_in_parts<bfloat16>(layout, weights.values(), rows, least);
  }
}

// The widths are odd, so that the last block of each ends within 64 bytes.
TEST(FusedEngine, GivesOuterWeightsInSeveralBlocks) {
  const auto layout = gene_layout({genes, {501, 3, 499}}, {0, genes});
  const auto weights = test::random_weights(layout);
  expect_the_same_in_parts<float>(layout, weights.values(), 5, 6);
  if (test::has_bfloat16_products()) expect_the_same_in_parts<bfloat16>(layout, weights.values(), 5, 6);
}

// A block may be updated as soon as it is given: nothing that comes later may read its weights.
template <class Number>
void expect_the_same_with_weights_spoiled(const ParameterLayout& layout, const Matrix<float>& weights) {
  const auto values = test::as_numbers<Number>(test::uniform_samples(rows, layout.architecture().genes));
  const Batch batch{values.view(), values.view(), {}, rows, 0};
  Matrix<float> spoiled = weights.clone();
  Alone<Number> alone(layout, spoiled.values(), rows);
  Collected expected(layout.size());
  expected.run(alone.engine, batch);
  std::vector<float> found(layout.size());
  std::vector<float> room(layout.size());
  static_cast<void>(alone.engine.forward(batch));
  alone.engine.backward(batch, room, [&](std::size_t first, std::span<const float> part) {
    constexpr float none = std::numeric_limits<float>::quiet_NaN();
    std::ranges::copy(part, found.begin() + static_cast<std::ptrdiff_t>(first));
    std::ranges::fill(spoiled.values().subspan(first, part.size()), none);
    const auto copy = alone.engine.bf16_weights();
    if (!copy.empty()) std::ranges::fill(copy.subspan(first, part.size()), from_float<bfloat16>(none));
  });
  EXPECT_EQ(found, expected.gradient);
}

TEST_P(FusedEngineOf, ReadsNoWeightAfterItsGradientIsGiven) {
  expect_the_same_with_weights_spoiled<float>(layout, weights);
  if (test::has_bfloat16_products()) expect_the_same_with_weights_spoiled<bfloat16>(layout, weights);
}

// Another sample group's gradient is still to be added.
TEST(FusedEngine, GivesNoPartBeforeTheSampleGroupsAreAddedUp) {
  class Twice final : public SampleAxis {
   public:
    [[nodiscard]] std::size_t parts() const override { return 2; }
    void sum(std::span<float> values) override {
      for (float& value : values) value *= 2;
    }
  };
  const auto layout = gene_layout({genes, {9, 4}}, {0, genes});
  const auto weights = test::random_weights(layout);
  const auto samples = test::uniform_samples(rows, genes);
  const Batch batch{samples.view(), samples.view(), {}, 2 * rows, 0};
  SingleGeneAxis axis(gene_axis_sizes<float>(layout.architecture(), rows));
  Twice sample_axis;
  const SingleWorld world;
  FusedEngine<float> engine(layout, weights.values(), rows, {axis, sample_axis, world});
  std::vector<float> expected(layout.size());
  test::forward_backward(engine, batch, expected);
  Collected found(layout.size());
  found.run(engine, batch);
  EXPECT_EQ(found.gradient, expected);
  EXPECT_EQ(found.parts, 1);
}

TEST_P(FusedEngineOf, GivesZerosWithoutSamples) {
  const auto expect_zeros = [&]<class Number>(Number) {
    Alone<Number> alone(layout, weights.values(), rows);
    std::vector<float> gradient(layout.size(), 99.0F);
    const MatrixView<const Number> none(nullptr, 0, genes);
    EXPECT_EQ(test::forward_backward(alone.engine, {none, none, {}, batch_size, 0}, gradient), 0);
    for (const ParameterPiece& piece : layout.pieces()) {
      const auto begin = gradient.begin() + static_cast<std::ptrdiff_t>(piece.offset);
      EXPECT_TRUE(std::all_of(begin, begin + static_cast<std::ptrdiff_t>(piece.size()), [](float g) {
        return g == 0;
      })) << test::name_of(piece);
    }
    EXPECT_EQ(rows_of(alone.engine.reconstruct(none)), 0U);
    EXPECT_EQ(alone.engine.first_broken_layer(none), shape.layers() + 2);
  };
  expect_zeros(0.0F);
  if (test::has_bfloat16_products()) expect_zeros(bfloat16{});
}

INSTANTIATE_TEST_SUITE_P(Networks, FusedEngineOf,
                         testing::Combine(testing::ValuesIn(test::networks()),
                                          testing::ValuesIn(test::hidden_activations()),
                                          testing::Values(Activation::sigmoid, Activation::linear)),
                         [](const auto& one) {
                           return std::get<0>(one.param).name + "_" + to_string(std::get<1>(one.param)) +
                                  "_" + to_string(std::get<2>(one.param));
                         });

template <class Number>
void expect_first_broken_layers() {
  const Architecture shape{6, {4, 3}, Activation::linear, Activation::linear};
  const auto layout = gene_layout(shape, {0, 6});
  auto weights = test::random_weights(layout);
  auto samples = test::uniform_samples(2, 6);
  Alone<Number> alone(layout, weights.values(), 2);
  const auto first_broken = [&] {
    return alone.engine.first_broken_layer(test::as_numbers<Number>(samples).view());
  };
  constexpr float infinity = std::numeric_limits<float>::infinity();
  EXPECT_EQ(first_broken(), 4U);
  weights.values()[layout.bias(2).offset + 5] = infinity;
  EXPECT_EQ(first_broken(), 3U);
  weights.values()[layout.bias(1).offset] = infinity;
  EXPECT_EQ(first_broken(), 2U);
  weights.values()[layout.bias(0).offset] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(first_broken(), 1U);
  samples(1, 1) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(first_broken(), 0U);
}

TEST(FusedEngine, NamesTheFirstBrokenLayer) {
  expect_first_broken_layers<float>();
  if (test::has_bfloat16_products()) expect_first_broken_layers<bfloat16>();
}

TEST(FusedEngine, InBfloat16ReadsItsCopyOfTheWeights) {
  if (!test::has_bfloat16_products()) GTEST_SKIP() << "no products of bfloat16 on this processor";
  const auto layout = gene_layout({genes, {9}}, {0, genes});
  auto weights = test::random_weights(layout);
  const auto samples = test::as_numbers<bfloat16>(test::uniform_samples(rows, genes));
  Alone<bfloat16> alone(layout, weights.values(), rows);
  const auto reconstructed = [&] {
    const auto view = std::get<MatrixView<const bfloat16>>(alone.engine.reconstruct(samples.view()));
    std::vector<float> values;
    for (std::size_t i = 0; i < rows; ++i) {
      for (const bfloat16 value : view.row(i)) values.push_back(to_float(value));
    }
    return values;
  };
  const auto before = reconstructed();
  const auto copy = alone.engine.bf16_weights();
  ASSERT_EQ(copy.size(), layout.size());
  for (std::size_t i = 0; i < layout.size(); ++i) {
    ASSERT_EQ(copy[i].bits, from_float<bfloat16>(weights.values()[i]).bits);
  }
  // An optimiser writes both …
  const auto& piece = layout.weights(0);
  for (std::size_t i = piece.offset; i < piece.offset + piece.size(); ++i) {
    weights.values()[i] += 0.5F;
    copy[i] = from_float<bfloat16>(weights.values()[i]);
  }
  const auto updated = reconstructed();
  EXPECT_NE(updated, before);
  // … and whoever replaces the weights says so.
  std::ranges::copy(test::random_weights(layout).values(), weights.data());
  alone.engine.weights_replaced();
  EXPECT_EQ(reconstructed(), before);
}

TEST(FusedEngine, RefusesWhatDoesNotFit) {
  const auto layout = gene_layout({20, {4}}, {0, 20});
  const Matrix<float> weights(1, layout.size());
  Alone<float> alone(layout, weights.values(), 3);
  const Matrix<float> four(4, 20);
  EXPECT_THROW(static_cast<void>(alone.engine.reconstruct(four.view())), std::logic_error);
  const Matrix<float> few(1, layout.size() - 1);
  EXPECT_THROW(Alone<float>(layout, few.values(), 3), std::logic_error);
}

}  // namespace
}  // namespace lampyris
