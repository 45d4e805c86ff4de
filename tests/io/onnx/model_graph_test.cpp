// SPDX-License-Identifier: Apache-2.0
#include "io/onnx/model_graph.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <utility>
#include <vector>

#include "io/onnx/graph_builder.hpp"
#include "io/onnx/step_graph.hpp"
#include "tests/support/expect_error.hpp"

namespace lampyris::io {
namespace {

Architecture with_widths(std::vector<std::size_t> widths) {
  return {5, std::move(widths), Activation::sigmoid, Activation::sigmoid, false};
}

TEST(ModelGraph, TakesTheNarrowestLayerAsTheCode) {
  EXPECT_EQ(narrowest_layer(with_widths({9})), 1U);
  EXPECT_EQ(narrowest_layer(with_widths({24, 16, 12})), 3U);
  EXPECT_EQ(narrowest_layer(with_widths({512, 512, 512})), 2U);
  EXPECT_EQ(narrowest_layer(with_widths({8, 4, 4, 8})), 2U);
  EXPECT_EQ(narrowest_layer(with_widths({4, 8, 4, 8, 8})), 3U);
}

// The view is of so many values, none of which is read.
TEST(GraphBuilder, RefusesMoreThanOneFileHolds) {
  GraphBuilder graph("1");
  constexpr float one = 1;
  static_cast<void>(graph.number(one));
  test::expect_error<UsageError>(
      [&] { static_cast<void>(graph.matrix(MatrixView<const float>(&one, 1U << 20U, 1U << 10U))); },
      {"one file of ONNX holds 2 GB", "--format npz", "--part encoder"});
}

TEST(ModelGraph, RefusesAKindWithoutAGraphAndLeavesNoFile) {
  Model model;
  model.autoencoder = Autoencoder(with_widths({3}), ParameterStore{});  // weights are elsewhere
  model.genes = {"a", "b", "c", "d", "e"};
  model.scaling = make_scaling(ScalingMethod::none, {{}, {}, std::vector<double>(5), {}});
  const auto path = std::filesystem::temp_directory_path() / "lampyris_model_graph_test.onnx";
  std::filesystem::remove(path);
  test::expect_error<UsageError>(
      [&] {
        write_onnx(path, model, {GraphPart::autoencoder, 1, "1"});
      },
      {"this kind of model has no graph", "--format npz"});
  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(ModelGraph, BeginsBehindTheLastStepThatLooksAtOtherSamples) {
  const auto first = [](const std::vector<std::string>& steps) {
    return first_step_in_graph(Pipeline(steps, {}));
  };
  EXPECT_EQ(first({}), 0U);
  EXPECT_EQ(first({"cpm", "log2", "impute=mean", "variable=2"}), 0U);
  EXPECT_EQ(first({"log2", "centre=batch", "zscore=3"}), 2U);
  EXPECT_EQ(first({"log2", "impute=knn:3"}), 2U);
}

TEST(ModelGraph, KnowsItsFilesByTheirFirstBytes) {
  EXPECT_FALSE(is_own_onnx("/nowhere/at/all.onnx"));
  EXPECT_FALSE(is_own_onnx("/dev/null"));
}

}  // namespace
}  // namespace lampyris::io
