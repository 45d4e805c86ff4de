// SPDX-License-Identifier: Apache-2.0
// The reference values are scikit-learn's (silhouette_samples, KNeighborsClassifier, KMeans, PCA, …) on the
// data of structure_data.hpp.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "src/base/error.hpp"
#include "src/structure/cluster_agreement.hpp"
#include "src/structure/distances.hpp"
#include "src/structure/kmeans.hpp"
#include "src/structure/neighbours.hpp"
#include "src/structure/sample_embedding.hpp"
#include "src/structure/silhouette.hpp"
#include "src/structure/structure_analysis.hpp"
#include "tests/src/structure/structure_data.hpp"

namespace lampyris {
namespace {

const SingleWorld alone;

Matrix<double> reference_distances() {
  return euclidean_distances(test::codes().view(), alone);
}

TEST(Distances, AreEuclideanAndSymmetric) {
  const auto distances = reference_distances();
  EXPECT_NEAR(distances(0, 1), 1.8867463971971519, 1e-14);
  EXPECT_NEAR(distances(17, 44), 2.123499880044697, 1e-14);
  for (std::size_t i = 0; i < test::samples; ++i) {
    EXPECT_EQ(distances(i, i), 0);
    for (std::size_t j = 0; j < i; ++j) ASSERT_EQ(distances(i, j), distances(j, i));
  }
}

TEST(Silhouette, EqualsScikitLearn) {
  const auto labelling = test::labelling();
  const auto values = silhouettes(reference_distances(), labelling.of_sample, labelling.sizes);
  EXPECT_NEAR(values[0], 0.30523852794527684, 1e-13);
  EXPECT_NEAR(values[1], 0.3825284401689188, 1e-13);
  EXPECT_NEAR(values[2], 0.39356982285588954, 1e-13);
  EXPECT_NEAR(values[30], 0.28557870209372394, 1e-13);
  EXPECT_NEAR(values[59], 0.21388851203311526, 1e-13);
  EXPECT_NEAR(mean_of(values), 0.2918586912365184, 1e-13);
  const auto means = class_means(values, labelling);
  ASSERT_EQ(means.size(), 3U);
  EXPECT_NEAR(means[0], 0.31716307782168707, 1e-13);
  EXPECT_NEAR(means[1], 0.30459649067816347, 1e-13);
  EXPECT_NEAR(means[2], 0.24042006525285078, 1e-13);
}

TEST(Silhouette, SpansMoreThanOneStrip) {
  const auto labelling = test::labelling(300);
  const auto distances = euclidean_distances(test::codes(300).view(), alone);
  const auto values = silhouettes(distances, labelling.of_sample, labelling.sizes);
  for (const std::size_t i : {std::size_t{0}, std::size_t{127}, std::size_t{128}, std::size_t{299}}) {
    std::vector<double> mean(3);
    for (std::size_t j = 0; j < 300; ++j) mean[labelling.of_sample[j]] += distances(i, j);
    const std::size_t own = labelling.of_sample[i];
    double b = INFINITY;
    for (std::size_t c = 0; c < 3; ++c) {
      mean[c] /= static_cast<double>(labelling.sizes[c] - (c == own ? 1 : 0));
      if (c != own) b = std::min(b, mean[c]);
    }
    EXPECT_NEAR(values[i], (b - mean[own]) / std::max(b, mean[own]), 1e-13) << i;
  }
}

TEST(Silhouette, IsZeroWhereAllSamplesCoincide) {
  const Matrix<double> nothing(test::samples, test::samples);
  const auto labelling = test::labelling();
  for (const double value : silhouettes(nothing, labelling.of_sample, labelling.sizes)) EXPECT_EQ(value, 0);
}

TEST(Silhouette, PermutationsGiveItsP) {
  const auto distances = reference_distances();
  // No permutation of the true classes comes near.
  EXPECT_DOUBLE_EQ(silhouette_p(distances, test::labelling(), {}, {1, 199}, alone), 1.0 / 200);
  // 30,000 permutations of the weak label with numpy gave 0.0715; the standard error of 4,000 is 0.004.
  EXPECT_NEAR(silhouette_p(distances, test::weak_labelling(), {}, {1, 4000}, alone), 0.0715, 0.016);
  EXPECT_NE(silhouette_p(distances, test::weak_labelling(), {}, {1, 999}, alone),
            silhouette_p(distances, test::weak_labelling(), {}, {2, 999}, alone));
  EXPECT_TRUE(std::isnan(silhouette_p(distances, test::labelling(), {}, {1, 0}, alone)));
}

// Pairs of a label that has nothing to do with the codes but by its pairs: 30 values, each of two neighbours.
TEST(Silhouette, PermutationsMoveWholeGroups) {
  Matrix<double> distances(120, 120);
  std::vector<std::string> donors;
  SampleTies ties;
  for (std::size_t i = 0; i < 120; ++i) {
    donors.push_back("sex " + std::to_string(i / 4 % 3 % 2));
    ties.group_of.push_back(i / 4);
    for (std::size_t j = 0; j < 120; ++j)
      distances(i, j) = i == j ? 0 : i / 4 == j / 4 ? 0.2 : 1 + static_cast<double>((i * j + i + j) % 7) / 50;
  }
  const auto labelling = make_labelling("sex", donors);
  EXPECT_LE(silhouette_p(distances, labelling, {}, {1, 199}, alone), 0.01);  // four of a donor are alike
  EXPECT_GT(silhouette_p(distances, labelling, ties, {1, 199}, alone), 0.05);
  ties.group_of.assign(120, 0);
  ties.block_of.resize(120);
  for (std::size_t i = 0; i < 120; ++i) ties.block_of[i] = i / 4;
  EXPECT_TRUE(std::isnan(silhouette_p(distances, labelling, ties, {1, 199}, alone)));  // a block, a label
}

TEST(Neighbours, AccuracyEqualsScikitLearn) {
  std::vector<std::size_t> folds;
  for (std::size_t i = 0; i < test::samples; ++i) folds.push_back(i % 5);
  const double accuracy = neighbour_accuracy(reference_distances(), test::labelling(), folds, 5, alone);
  EXPECT_DOUBLE_EQ(accuracy, 58.0 / 60);
}

TEST(Neighbours, FoldsAreStratifiedAndSeeded) {
  const auto labelling = test::labelling();
  const auto folds = stratified_folds(labelling, 5, 3);
  std::vector<std::vector<int>> counts(3, std::vector<int>(5));
  std::vector<int> sizes(5);
  for (std::size_t i = 0; i < folds.size(); ++i) {
    ++counts[labelling.of_sample[i]][folds[i]];
    ++sizes[folds[i]];
  }
  EXPECT_EQ(sizes, std::vector<int>(5, 12));
  for (const auto& of_class : counts) {
    const auto [low, high] = std::minmax_element(of_class.begin(), of_class.end());
    EXPECT_LE(*high - *low, 1);
  }
  EXPECT_EQ(folds, stratified_folds(labelling, 5, 3));
  EXPECT_NE(folds, stratified_folds(labelling, 5, 4));
}

TEST(Neighbours, FoldsKeepGroupsWhole) {
  const auto labelling = test::labelling();
  std::vector<std::size_t> groups;
  for (std::size_t i = 0; i < test::samples; ++i) groups.push_back(i / 4);
  const auto folds = stratified_folds(labelling, 5, 3, groups);
  std::vector<int> sizes(5);
  for (std::size_t i = 0; i < folds.size(); ++i) {
    EXPECT_EQ(folds[i], folds[i / 4 * 4]);
    ++sizes[folds[i]];
  }
  EXPECT_EQ(sizes, std::vector<int>(5, 12));
}

TEST(KMeans, FindsTheBestInertiaOfScikitLearn) {
  const auto clustering = kmeans(test::codes().view(), {.clusters = 3}, alone);
  EXPECT_NEAR(clustering.inertia, 32.70057817794111, 1e-10);
  std::vector<std::size_t> sizes(3);
  for (const auto c : clustering.of_sample) ++sizes[c];
  std::sort(sizes.begin(), sizes.end());
  EXPECT_EQ(sizes, (std::vector<std::size_t>{16, 18, 26}));
  EXPECT_NEAR(agreement(test::labelling().of_sample, clustering.of_sample).nmi, 0.9406634440610757, 1e-12);
}

TEST(KMeans, TakesAsManyClustersAsSamplesAndCopiesOfOneSample) {
  const auto each = kmeans(test::codes(6).view(), {.clusters = 6}, alone);
  EXPECT_EQ(std::set<std::size_t>(each.of_sample.begin(), each.of_sample.end()).size(), 6U);
  EXPECT_NEAR(each.inertia, 0, 1e-20);
  const Matrix<float> same(9, 4);
  EXPECT_EQ(kmeans(same.view(), {.clusters = 3}, alone).inertia, 0);
}

TEST(Agreement, EqualsScikitLearn) {
  std::vector<std::size_t> a, other, close;
  for (std::size_t i = 0; i < test::samples; ++i) {
    a.push_back(test::class_of(i));
    other.push_back((i * i * i + i / 9) % 5);
    close.push_back(i % 9 == 0 ? 3 : test::class_of(i));
  }
  EXPECT_NEAR(agreement(a, other).nmi, 0.08863835873458056, 1e-13);
  EXPECT_NEAR(agreement(a, other).ari, 0.03304682513401577, 1e-13);
  EXPECT_NEAR(agreement(a, close).nmi, 0.7964694044257219, 1e-13);
  EXPECT_NEAR(agreement(a, close).ari, 0.8078210433149579, 1e-13);
  const std::vector<std::size_t> one(5);
  EXPECT_EQ(agreement(one, one).nmi, 1);
  EXPECT_EQ(agreement(one, one).ari, 1);
}

TEST(SampleMap, IsThePlaneOfTheFirstTwoPrincipalComponents) {
  const auto plane = principal_plane(test::codes().view(), alone);
  EXPECT_NEAR(plane(0, 0), -0.762267405888111, 1e-9);
  EXPECT_NEAR(plane(0, 1), -0.05375341240049084, 1e-9);
  EXPECT_NEAR(plane(1, 0), 0.7495921331875587, 1e-9);
  EXPECT_NEAR(plane(1, 1), -0.9277933761108224, 1e-9);
  EXPECT_NEAR(plane(59, 0), 0.6851213032447023, 1e-9);
  EXPECT_NEAR(plane(59, 1), 0.33916787616523636, 1e-9);
}

TEST(SampleMap, OfLessThanAPlane) {
  const auto line = principal_plane(test::codes(20, 1).view(), alone);
  EXPECT_GT(std::abs(line(0, 0)), 0);
  EXPECT_EQ(line(0, 1), 0);
  const Matrix<float> same(5, 3);
  const auto point = principal_plane(same.view(), alone);
  for (const double value : point.values()) EXPECT_EQ(value, 0);
}

TEST(Labelling, LeavesOutMissingAndLoneSamples) {
  const auto labelling = make_labelling("organ", {"b", "", "a", "b", "lone", "a", "a"});
  EXPECT_EQ(labelling.classes, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(labelling.sizes, (std::vector<std::size_t>{3, 2}));
  EXPECT_EQ(labelling.samples, (std::vector<std::size_t>{0, 2, 3, 5, 6}));
  EXPECT_EQ(labelling.of_sample, (std::vector<std::size_t>{1, 0, 1, 0, 0}));
  EXPECT_EQ(labelling.lone_classes, 1U);
}

TEST(Labelling, ChoosesColumns) {
  Annotation annotation;
  annotation.columns = {"organ", "donor", "same"};
  annotation.values = {{"a", "a", "b", "b", ""}, {"1", "2", "3", "4", "5"}, {"x", "x", "x", "x", "x"}};
  EXPECT_EQ(choose_labels(annotation, {}), std::vector<std::string>{"organ"});
  EXPECT_EQ(choose_labels(annotation, {"organ", "organ"}), std::vector<std::string>{"organ"});
  EXPECT_THROW(static_cast<void>(choose_labels(annotation, {"organs"})), UsageError);
  EXPECT_THROW(static_cast<void>(choose_labels(annotation, {"donor"})), UsageError);
  EXPECT_THROW(static_cast<void>(choose_labels(annotation, {"same"})), UsageError);
  EXPECT_EQ(choose_samples(annotation, {"organ"}, 100, 1).samples, (std::vector<std::size_t>{0, 1, 2, 3}));
  const auto [some, labelled] = choose_samples(annotation, {"donor"}, 3, 1);
  EXPECT_EQ(labelled, 5U);
  EXPECT_EQ(some.size(), 3U);
  EXPECT_TRUE(std::is_sorted(some.begin(), some.end()));
}

TEST(Analysis, ComparesEachLayerWithItsLinearCounterpart) {
  std::vector<Representation> representations;
  representations.push_back({"layer1", false, test::codes()});
  representations.push_back({"pca", true, test::codes(test::samples, 2)});
  representations.push_back({"pca", true, test::codes(test::samples, 5)});
  representations.push_back({"pca", true, test::codes(test::samples, 9)});
  const std::vector<Labelling> labellings{test::labelling(), test::weak_labelling()};
  NoProgress quiet;
  NoKeptUnits none;
  const auto rows = analyse_structure(representations, labellings, {.permutations = 99}, alone, quiet, none);
  ASSERT_EQ(rows.size(), 8U);
  EXPECT_EQ(rows[0].label, "class");
  EXPECT_EQ(rows[0].dimension, 7U);
  EXPECT_EQ(rows[0].classes, 3U);
  EXPECT_NEAR(rows[0].silhouette, 0.2918586912365184, 1e-13);
  EXPECT_DOUBLE_EQ(rows[0].p, 0.01);
  EXPECT_NEAR(rows[0].nmi, 0.9406634440610757, 1e-12);
  EXPECT_GT(rows[0].neighbour_accuracy, 0.9);
  EXPECT_EQ(rows[4].label, "weak");
  EXPECT_GT(rows[4].p, 0.01);
  EXPECT_TRUE(std::isnan(rows[1].p_against_linear));
  // The counterpart is pca 5, the largest that has no more dimensions than the layer.
  auto fewer = std::vector<Representation>();
  fewer.push_back({"layer1", false, test::codes()});
  fewer.push_back({"pca", true, test::codes(test::samples, 5)});
  EXPECT_EQ(
      rows[0].p_against_linear,
      analyse_structure(fewer, labellings, {.permutations = 0}, alone, quiet, none)[0].p_against_linear);
  auto smallest = std::vector<Representation>();
  smallest.push_back({"layer1", false, test::codes()});
  smallest.push_back({"pca", true, test::codes(test::samples, 2)});
  EXPECT_NE(
      rows[0].p_against_linear,
      analyse_structure(smallest, labellings, {.permutations = 0}, alone, quiet, none)[0].p_against_linear);
}

}  // namespace
}  // namespace lampyris
