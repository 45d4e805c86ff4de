// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "src/attribution/constant_nodes.hpp"
#include "src/attribution/node_activity.hpp"
#include "src/attribution/node_notes.hpp"
#include "src/attribution/signature_classes.hpp"
#include "src/attribution/signature_lists.hpp"

namespace lampyris {
namespace {

using Lists = std::vector<std::vector<std::uint32_t>>;

SignatureClasses classes_of(const Lists& lists, std::size_t genes = 100) {
  const std::vector<std::span<const std::uint32_t>> spans(lists.begin(), lists.end());
  return classify_signatures(spans, genes);
}

TEST(SignatureClasses, MoreThanHalfOfTheGenesIsTheSameSignature) {
  const auto classes =
      classes_of({{1, 2, 3, 4}, {3, 4, 5, 6}, {2, 3, 4, 99}, {}, {5, 6, 3, 7}, {2, 3, 4, 5}});
  EXPECT_EQ(classes.first_of(0), 0U);
  EXPECT_EQ(classes.first_of(1), 1U) << "half is not more than half";
  EXPECT_EQ(classes.first_of(2), 0U);
  EXPECT_TRUE(classes.is_constant(3));
  EXPECT_EQ(classes.first_of(4), 1U);
  EXPECT_EQ(classes.first_of(5), 0U) << "the earliest of two";
}

TEST(SignatureClasses, EachCountsOnceAmongThoseTestedTogether) {
  const auto classes = classes_of({{1, 2, 3}, {1, 2, 4}, {}, {7, 8, 9}, {1, 2, 9}});
  EXPECT_EQ(classes.counted({0, 5}), (std::vector<bool>{true, false, false, true, false}));
  EXPECT_EQ(classes.counted({1, 4}), (std::vector<bool>{true, false, true, false}));
  EXPECT_EQ(SignatureClasses().counted({3, 2}), (std::vector<bool>{true, true}));
}

TEST(ConstantNodes, LittleRangeOrLittleScore) {
  NodeRange ranges;
  ranges.minimum = {0, 0.1F, 0.5F, 0.2F, 0.3F};
  ranges.maximum = {1, 1.1F, 0.5099F, 1.2F, 1.4F};
  ranges.mean.assign(5, 0.4F);
  using enum Constancy;
  // Ranges 1, 1, 0.0099, 1, 1.1: the median is 1. Of the largest score, 2, the limit is 2e-5.
  const auto found = find_constant_nodes(ranges, std::array{2.0F, 2.1e-5F, 1.0F, 1.9e-5F, 0.0F});
  EXPECT_EQ(found, (std::vector{none, none, range, score, score}));
}

TEST(ConstantNodes, ALayerThatDoesNotMoveAtAll) {
  NodeRange range{{0.5F, 0.5F}, {0.5F, 0.5F}, {0.5F, 0.5F}};
  for (const auto found : find_constant_nodes(range, std::array{0.0F, 0.0F})) {
    EXPECT_EQ(found, Constancy::range);
  }
}

TEST(NodeActivity, QuantilesOfType7) {
  Matrix<float> activations(5, 2);
  for (std::size_t i = 0; i < 5; ++i) {
    activations(i, 0) = static_cast<float>(i * i);
    activations(i, 1) = -1.5F;
  }
  const auto found = node_activities(activations.view(), SingleWorld());
  // numpy: quantile([0, 1, 4, 9, 16], [0, 0.01, 0.25, 0.5, 0.75, 0.99, 1])
  const std::array<double, 7> expected{0, 0.04, 1, 4, 9, 15.72, 16};
  for (std::size_t q = 0; q < 7; ++q) {
    EXPECT_NEAR(found[0].quantiles[q], expected[q], 1e-12);
    EXPECT_EQ(found[1].quantiles[q], -1.5);
  }
}

TEST(SignatureLists, RankedGenesAndAtMostATenthToCompare) {
  SignatureLists lists(2, 30, 5);
  Matrix<float> scores(2, 30);
  for (std::size_t g = 0; g < 30; ++g) {
    scores(0, g) = g % 2 == 0 ? static_cast<float>(g) : -static_cast<float>(g);
    scores(1, g) = 1;
  }
  lists.add(0, scores.view());
  const auto genes = lists.genes(0);
  EXPECT_EQ(std::vector<std::uint32_t>(genes.begin(), genes.end()),
            (std::vector<std::uint32_t>{29, 28, 27, 26, 25}));
  EXPECT_EQ(lists.scores(0)[0], -29.0F);
  EXPECT_EQ(lists.compared(), 3U);
  const auto signatures = lists.signatures({false, true});
  EXPECT_EQ(signatures[0].size(), 3U);
  EXPECT_TRUE(signatures[1].empty());
}

TEST(NodeNotes, NothingIsKnown) {
  const NodeNotes notes;
  EXPECT_EQ(notes.name(3), "NA");
  EXPECT_TRUE(std::isnan(notes.name_q(3)));
  EXPECT_EQ(notes.duplicate_of(3, NodeNumbers({2, 4})), "NA");
}

TEST(NodeNotes, WordOfTheFirstNode) {
  NodeNotes notes;
  notes.classes = SignatureClasses({0, 1, 1, SignatureClasses::constant});
  EXPECT_EQ(notes.duplicate_of(2, NodeNumbers({2, 2})), "layer1_node2");
  EXPECT_EQ(notes.duplicate_of(3, NodeNumbers({2, 2})), "NA");
}

}  // namespace
}  // namespace lampyris
