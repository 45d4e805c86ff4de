// SPDX-License-Identifier: Apache-2.0
#include "src/modules/contrast_analysis.hpp"

#include <algorithm>

#include "src/modules/classifier_route.hpp"
#include "src/modules/code_space.hpp"
#include "src/statistics/multiple_testing.hpp"

namespace lampyris {

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

Matrix<float> select_columns(MatrixView<const float> values, std::span<const std::size_t> columns) {
  Matrix<float> result(values.rows(), columns.size());
  for (std::size_t i = 0; i < values.rows(); ++i) {
    for (std::size_t j = 0; j < columns.size(); ++j) result(i, j) = values(i, columns[j]);
  }
  return result;
}

LayerResult analyse_layer(const ContrastView& view, const LayerView& layer, const AnalysisRules& rules,
                          const World& world) {
  const auto space = make_code_space(layer.codes);
  const RidgeLogistic classifier(space.coordinates.clone(), rules.penalty, view.contrast.cases);
  const auto folds = assign_folds(view.contrast, rules.seed);
  const ClassifierRoute route(space, layer.lightup, classifier);
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
