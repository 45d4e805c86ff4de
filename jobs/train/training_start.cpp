// SPDX-License-Identifier: Apache-2.0
#include "jobs/train/training_start.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "io/cohort/scaled_samples.hpp"
#include "mpi/pca/fit_components.hpp"
#include "src/autoencoder/pca_start.hpp"
#include "src/autoencoder/residual_start.hpp"
#include "src/pca/pca_method.hpp"
#include "src/statistics/r_squared.hpp"

namespace lampyris::jobs {

Pca training_components(const Context& context, const TrainingCohort& cohort, std::size_t components) {
  const io::ScaledSamples samples(cohort.cohort, cohort.scaling, cohort.split.training);
  const auto method = choose_pca_method(std::nullopt, {samples.count(), cohort.genes(), components});
  context.say(fmt::format("train: {} principal components ({})", components, to_string(method)));
  const Slice part = mpi::RankWorld(context.ranks).share(samples.count());
  const auto mine = samples.read(part);
  const LeadingOptions how{.count = components, .seed = context.settings.run.seed};
  const auto progress = context.progress("train: passes over the cohort", how.most_passes + 1);
  return mpi::fit_components({mine.view(), part.offset, samples.count()}, method, how, context.ranks,
                             *progress);
}

std::vector<double> start_weights(const Context& context, const TrainingStart& start,
                                  std::span<float> weights) {
  const std::uint64_t seed = context.settings.run.seed;
  const Architecture& shape = start.layout.architecture();
  const auto mean = scaled_mean(start.cohort.scaling);
  if (shape.linear_nodes > 0) {
    std::optional<Pca> fitted;
    if (start.components == nullptr) fitted = training_components(context, start.cohort, shape.linear_nodes);
    const Pca& pca = fitted ? *fitted : *start.components;
    start_residual(start.layout, {pca.components.view(), pca.explained_variance, pca.mean}, seed, weights);
    std::vector<double> sd(pca.explained_variance);
    sd.resize(shape.linear_nodes);
    for (double& one : sd) one = std::sqrt(one);
    return sd;
  }
  if (context.settings.model.init == InitialWeights::glorot) {
    initialise(start.layout, seed, weights);
    return {};
  }
  require_pca_start(shape);
  const std::size_t narrowest = *std::min_element(shape.widths.begin(), shape.widths.end());
  const Pca pca = training_components(context, start.cohort, narrowest);
  const auto my_mean = std::span(mean).subspan(start.genes.offset, start.genes.count);
  const mpi::RankWorld same_genes(start.grid.sample_axis());
  const OutputFit output = fit_output(shape.output, {start.training, start.genes, my_mean}, same_genes);
  start_at_pca(start.layout, {pca.components.view(), pca.explained_variance, mean}, output, seed, weights);
  return {};
}

}  // namespace lampyris::jobs
