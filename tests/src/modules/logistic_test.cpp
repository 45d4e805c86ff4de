// SPDX-License-Identifier: Apache-2.0
#include "src/modules/logistic.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "src/base/error.hpp"
#include "src/modules/code_space.hpp"

namespace lampyris {
namespace {

// x(i, j) = sin(1 + 7i + 3j + 0.37ij), every third sample a case.
Matrix<float> example(std::size_t samples, std::size_t features) {
  Matrix<float> x(samples, features);
  for (std::size_t i = 0; i < samples; ++i) {
    for (std::size_t j = 0; j < features; ++j) {
      x(i, j) = static_cast<float>(std::sin(1 + 7.0 * static_cast<double>(i) + 3.0 * static_cast<double>(j) +
                                            0.37 * static_cast<double>(i * j)));
    }
  }
  return x;
}

std::vector<std::uint8_t> every_third(std::size_t samples) {
  std::vector<std::uint8_t> labels(samples);
  for (std::size_t i = 0; i < samples; i += 3) labels[i] = 1;
  return labels;
}

struct Reference {
  std::size_t samples, features;
  double penalty;
  std::vector<double> first_weights;
  double intercept, norm;
};

/// Fits through the reduced space and returns weights of the nodes.
std::vector<double> fit_nodes(const Reference& reference, double& intercept) {
  const auto x = example(reference.samples, reference.features);
  const auto labels = every_third(reference.samples);
  const auto space = make_code_space(x.view());
  const RidgeLogistic classifier(space.coordinates.clone(), reference.penalty, (reference.samples + 2) / 3);
  const auto fit = classifier.fit(labels);
  std::vector<double> weights(reference.features, 0.0);
  for (std::size_t k = 0; k < fit.weights.size(); ++k) {
    for (std::size_t j = 0; j < weights.size(); ++j) weights[j] += fit.weights[k] * space.basis(k, j);
  }
  intercept = fit.intercept;
  for (std::size_t j = 0; j < weights.size(); ++j) {
    double mean = 0;
    for (std::size_t i = 0; i < reference.samples; ++i) mean += x(i, j);
    intercept -= weights[j] * mean / static_cast<double>(reference.samples);
  }
  return weights;
}

// scikit-learn 1.2, LogisticRegression(C=1/penalty, solver="newton-cg", tol=1e-14), the features as float32;
// gradient of its solution below 1e-8.
TEST(RidgeLogistic, AgreesWithScikitLearn) {
  const Reference references[] = {
      {12, 4, 1.0, {0.0494325711, -0.0105060504, 0.1132566339, 0.8232449438}, -0.6846677822, 0.8325342388},
      {12, 4, 0.05, {0.1989176328, -0.2015888351, 0.1120762446, 1.5915045302}, -0.7686873973, 1.6203870023},
      {8, 20, 1.0, {0.0125238292, 0.0143900813, -0.2143847967, 0.3036595010}, -0.6325261261, 1.3297910394}};
  for (const auto& reference : references) {
    double intercept = 0;
    const auto weights = fit_nodes(reference, intercept);
    for (std::size_t j = 0; j < 4; ++j) EXPECT_NEAR(weights[j], reference.first_weights[j], 1e-6);
    EXPECT_NEAR(intercept, reference.intercept, 1e-6);
    EXPECT_NEAR(std::sqrt(std::inner_product(weights.begin(), weights.end(), weights.begin(), 0.0)),
                reference.norm, 1e-6);
  }
}

TEST(RidgeLogistic, FitsOnlyUsedSamples) {
  const auto space = make_code_space(example(12, 4).view());
  const RidgeLogistic classifier(space.coordinates.clone(), 1.0, 4);
  auto labels = every_third(12);
  std::vector<std::uint8_t> used(12, 1);
  used[0] = used[1] = used[7] = 0;
  const auto fit = classifier.fit(labels, used);
  labels[0] = 0;
  labels[1] = labels[7] = 1;
  const auto same = classifier.fit(labels, used);
  const auto other = classifier.fit(labels);
  EXPECT_EQ(fit.weights, same.weights);
  EXPECT_NE(fit.weights, other.weights);
  double score = 0;
  for (std::size_t j = 0; j < 4; ++j) score += fit.weights[j] * space.coordinates(5, j);
  EXPECT_NEAR(classifier.score(5, fit), score, 1e-12);
}

TEST(RidgeLogistic, ConvergesWhenClassesAreSeparable) {
  Matrix<double> x(40, 1);
  std::vector<std::uint8_t> labels(40);
  for (std::size_t i = 0; i < 40; ++i) {
    x(i, 0) = i < 20 ? -10.0 : 10.0;
    labels[i] = i < 20 ? 0 : 1;
  }
  constexpr double penalty = 1e-3;
  const auto fit = RidgeLogistic(x.clone(), penalty, 20).fit(labels);
  // The gradient at the minimum: penalty · w = Σ |x| / (1 + exp(|x| w)).
  const double w = fit.weights[0];
  EXPECT_NEAR(penalty * w, 400 / (1 + std::exp(10 * w)), 1e-9);
  EXPECT_NEAR(fit.intercept, 0, 1e-9);
}

TEST(RidgeLogistic, NeedsAPenalty) {
  EXPECT_THROW(RidgeLogistic(Matrix<double>(3, 1), 0.0, 1), UsageError);
}

TEST(CodeSpace, ReproducesCodesInOrthonormalDirections) {
  const auto codes = example(6, 30);
  const auto space = make_code_space(codes.view());
  ASSERT_EQ(space.basis.rows(), 5U);  // centring takes one dimension
  for (std::size_t k = 0; k < 5; ++k) {
    for (std::size_t l = 0; l < 5; ++l) {
      double product = 0;
      for (std::size_t j = 0; j < 30; ++j)
        product += static_cast<double>(space.basis(k, j)) * space.basis(l, j);
      EXPECT_NEAR(product, k == l ? 1 : 0, 1e-6);
    }
  }
  for (std::size_t j = 0; j < 30; ++j) {
    double mean = 0;
    for (std::size_t i = 0; i < 6; ++i) mean += codes(i, j) / 6.0;
    for (std::size_t i = 0; i < 6; ++i) {
      double value = mean;
      for (std::size_t k = 0; k < 5; ++k) value += space.coordinates(i, k) * space.basis(k, j);
      EXPECT_NEAR(value, codes(i, j), 1e-6);
    }
  }
}

TEST(CodeSpace, ConstantCodesHaveNoDirection) {
  Matrix<float> codes(4, 7);
  for (float& value : codes.values()) value = 0.25F;
  const auto space = make_code_space(codes.view());
  EXPECT_EQ(space.basis.rows(), 0U);
  const auto fit =
      RidgeLogistic(space.coordinates.clone(), 1.0, 2).fit(std::vector<std::uint8_t>{1, 1, 0, 0});
  EXPECT_TRUE(fit.weights.empty());
  EXPECT_NEAR(fit.intercept, 0, 1e-9);
}

}  // namespace
}  // namespace lampyris
