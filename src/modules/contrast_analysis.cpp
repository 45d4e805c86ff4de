// SPDX-License-Identifier: Apache-2.0
#include "src/modules/contrast_analysis.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <utility>

#include "src/autoencoder/decoder_metric.hpp"
#include "src/linalg/batch_invariant_gemm.hpp"
#include "src/modules/classifier_route.hpp"
#include "src/modules/code_space.hpp"
#include "src/statistics/multiple_testing.hpp"

namespace lampyris {
namespace {

// The sum over the columns of their squares about the mean.
double scatter_of(MatrixView<const float> codes) {
  double scatter = 0;
  for (std::size_t j = 0; j < codes.columns(); ++j) {
    double sum = 0;
    for (std::size_t i = 0; i < codes.rows(); ++i) sum += static_cast<double>(codes(i, j));
    const double mean = sum / static_cast<double>(codes.rows());
    for (std::size_t i = 0; i < codes.rows(); ++i) {
      const double from_mean = static_cast<double>(codes(i, j)) - mean;
      scatter += from_mean * from_mean;
    }
  }
  return scatter;
}

Matrix<float> transposed(MatrixView<const float> values, double factor) {
  Matrix<float> result(values.columns(), values.rows());
  for (std::size_t i = 0; i < values.rows(); ++i) {
    for (std::size_t j = 0; j < values.columns(); ++j)
      result(j, i) = static_cast<float>(factor * static_cast<double>(values(i, j)));
  }
  return result;
}

// A layer in its coordinates: a classifier of codes · T with the weights w has the weights T w of the nodes,
// so that its genes are wᵀ (Tᵀ lightup).
struct TurnedLayer {
  Matrix<float> codes;
  Matrix<float> lightup;
};

std::optional<TurnedLayer> turn(const LayerView& layer) {
  if (layer.coordinates.columns() == 0) return std::nullopt;
  Matrix<float> codes(layer.codes.rows(), layer.coordinates.columns());
  batch_invariant_gemm(layer.codes, layer.coordinates, codes.view());
  const double scatter = scatter_of(codes.view());
  if (!(scatter > 0)) return std::nullopt;
  const double factor = std::sqrt(scatter_of(layer.codes) / scatter);
  for (float& value : codes.values()) value = static_cast<float>(factor * static_cast<double>(value));
  Matrix<float> lightup(layer.coordinates.columns(), layer.lightup.columns());
  batch_invariant_gemm(transposed(layer.coordinates, factor).view(), layer.lightup, lightup.view());
  return TurnedLayer{std::move(codes), std::move(lightup)};
}

}  // namespace

std::vector<Matrix<float>> encode_layers(const ForwardPass& forward_pass, const Model& model,
                                         MatrixView<const float> my_scaled, std::size_t samples,
                                         const World& world) {
  const Slice mine = world.share(samples);
  std::vector<Matrix<float>> result;
  MatrixView<const float> values = my_scaled;
  for (std::size_t layer = 1; layer <= model.architecture().layers(); ++layer) {
    const auto codes = propagate(forward_pass, model, values, layer - 1, layer);
    auto& whole = result.emplace_back(samples, codes.columns());
    std::copy(codes.values().begin(), codes.values().end(),
              whole.values().begin() + static_cast<std::ptrdiff_t>(mine.offset * codes.columns()));
    gather_shares(world, whole.values(), codes.columns());
    values = result.back().view().middle_rows(mine.offset, mine.count);
  }
  return result;
}

std::vector<Matrix<float>> metric_of_codes(const Model& model, std::span<const Matrix<float>> codes,
                                           const World& world) {
  std::vector<std::size_t> all(codes.front().rows());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const auto some = metric_samples(all);
  std::vector<Matrix<float>> rows;
  for (const auto& layer : codes) {
    auto& chosen = rows.emplace_back(some.size(), layer.columns());
    for (std::size_t i = 0; i < some.size(); ++i)
      std::ranges::copy(layer.row(some[i]), chosen.row(i).begin());
  }
  return decoder_metric(model, rows, world);
}

Matrix<float> select_columns(MatrixView<const float> values, std::span<const std::size_t> columns) {
  Matrix<float> result(values.rows(), columns.size());
  for (std::size_t i = 0; i < values.rows(); ++i) {
    for (std::size_t j = 0; j < columns.size(); ++j) result(i, j) = values(i, columns[j]);
  }
  return result;
}

LayerResult analyse_layer(const ContrastView& view, const LayerView& layer, const AnalysisRules& rules,
                          const World& world) {
  const auto turned = turn(layer);
  const auto space = make_code_space(turned ? turned->codes.view() : layer.codes);
  const RidgeLogistic classifier(space.coordinates.clone(), rules.penalty, view.contrast.cases);
  const auto folds = assign_folds(view.contrast, rules.seed);
  const ClassifierRoute route(space, turned ? turned->lightup.view() : layer.lightup, classifier);
  return {layer.layer, "classifier", folds.count, cross_validate(classifier, view.contrast, folds),
          test_modules(route, view.contrast, view.relabelling, view.sets, rules.modules, world)};
}

std::size_t correct_contrast(std::span<LayerResult> layers) {
  std::size_t tests_in_each = 0;
  for (const Side side : all_sides) {
    std::vector<Enrichment*> tests;
    for (auto& layer : layers) {
      for (auto& test : layer.modules.enrichments[static_cast<std::size_t>(side)]) tests.push_back(&test);
    }
    std::vector<double> p;
    p.reserve(tests.size());
    for (const auto* test : tests) p.push_back(test->p_permutation);
    const auto q = benjamini_hochberg(p);
    for (std::size_t i = 0; i < tests.size(); ++i) tests[i]->q = q[i];
    tests_in_each = tests.size();
  }
  return tests_in_each;
}

}  // namespace lampyris
