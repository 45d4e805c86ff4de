// SPDX-License-Identifier: Apache-2.0
#include "src/projection/evaluation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "src/base/error.hpp"
#include "src/base/random.hpp"
#include "src/projection/measured_model.hpp"
#include "src/projection/measured_pca.hpp"
#include "src/projection/missing_genes.hpp"

namespace lampyris {
namespace {

/// R² of every representation in every group.
class GroupMeasures {
 public:
  GroupMeasures(const SampleGroups& groups, std::size_t representations, const std::vector<double>& mean)
      : groups_(groups), measures_(representations) {
    for (auto& of_groups : measures_) of_groups.assign(groups.names.size(), RSquared(mean));
  }

  // Samples from `first` of the cohort on.
  void add(std::size_t representation, std::size_t first, MatrixView<const float> truth,
           MatrixView<const float> reconstruction) {
    auto& of_groups = measures_[representation];
    of_groups[0].add(truth, reconstruction);
    for (std::size_t i = 0; i < truth.rows(); ++i) {
      for (const std::size_t group : groups_.of_sample[first + i]) {
        if (group == 0) continue;
        of_groups[group].add(truth.middle_rows(i, 1), reconstruction.middle_rows(i, 1));
      }
    }
  }

  void sum(const World& world) {
    for (auto& of_groups : measures_) {
      for (auto& measure : of_groups) measure.sum(world);
    }
  }

  [[nodiscard]] RSquared::Summary summary(std::size_t representation, std::size_t group,
                                          const std::vector<std::size_t>& genes) const {
    auto summary = measures_[representation][group].summary(genes);
    summary.per_gene = {};
    return summary;
  }

 private:
  const SampleGroups& groups_;
  std::vector<std::vector<RSquared>> measures_;  // [representation][group]
};

}  // namespace

EvaluatedGenes leave_out_genes(std::vector<std::size_t> measured, double share, std::uint64_t seed) {
  if (!(share >= 0 && share < 1)) {
    throw UsageError(fmt::format("share of genes to leave out {}: must be at least 0 and below 1", share));
  }
  if (share == 0) return {std::move(measured), {}};
  if (measured.size() < 2) throw DataError("no gene can be left out: the cohort has only one of the model's");
  const auto wanted = static_cast<std::size_t>(std::lround(share * static_cast<double>(measured.size())));
  const auto count = std::clamp<std::size_t>(wanted, 1, measured.size() - 1);
  Random(seed, Stream::left_out_genes, 0).shuffle(std::span(measured));
  const auto middle = measured.begin() + static_cast<std::ptrdiff_t>(count);
  EvaluatedGenes genes{{middle, measured.end()}, {measured.begin(), middle}};
  std::ranges::sort(genes.measured);
  std::ranges::sort(genes.left_out);
  return genes;
}

std::vector<Evaluation> evaluate_cohort(const SampleBlocks& samples, const Compared& compared,
                                        const EvaluatedGenes& genes, const SampleGroups& groups,
                                        const World& world, Progress& progress) {
  const auto& dimensions = compared.dimensions;
  const auto measured = gene_flags(genes.measured, compared.model.genes.size());
  const MeasuredModel model(compared.model, compared.forward_pass, measured);
  const MeasuredPca pca(compared.pca, measured, dimensions);
  GroupMeasures measures(groups, 1 + dimensions.size(), scaled_mean(compared.model.scaling));
  const Slice mine = world.share(samples.count);
  const auto measure = [&](std::size_t at, MatrixView<const float> scaled) {
    const auto codes = model.first_layer(scaled);
    const auto reconstruction = model.onwards(codes.view(), 1, model.layers() + 1);
    measures.add(0, mine.offset + at, scaled, reconstruction.view());
    const auto scores = pca.codes(scaled);
    for (std::size_t d = 0; d < dimensions.size(); ++d) {
      measures.add(1 + d, mine.offset + at, scaled, pca.decode(scores[d].view()).view());
    }
    progress.advance(scaled.rows());
  };
  samples.for_each_block(mine, measure, compared.forward_pass.most(mine.count));
  measures.sum(world);

  std::vector<Evaluation> evaluations;
  for (std::size_t group = 0; group < groups.names.size(); ++group) {
    for (const bool left_out : {false, true}) {
      if (left_out && genes.left_out.empty()) continue;
      for (std::size_t m = 0; m <= dimensions.size(); ++m) {
        evaluations.push_back({m == 0 ? "autoencoder" : "pca",
                               m == 0 ? code_width(compared.model.architecture()) : dimensions[m - 1], group,
                               left_out,
                               measures.summary(m, group, left_out ? genes.left_out : genes.measured)});
      }
    }
  }
  return evaluations;
}

}  // namespace lampyris
