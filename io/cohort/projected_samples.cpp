// SPDX-License-Identifier: Apache-2.0
#include "io/cohort/projected_samples.hpp"

#include <algorithm>

#include "mpi/agreement.hpp"
#include "mpi/rank_world.hpp"

namespace lampyris::io {

ProjectedSamples::ProjectedSamples(const CohortFile& cohort, const Model& model, bool preprocess,
                                   const ProjectionRules& rules, const mpi::Communicator& ranks)
    : cohort_(cohort) {
  const auto& index = cohort.index();
  if (preprocess && !model.preprocessing.empty()) {
    prepared_ = mpi::agreed(ranks, [&] {
      const auto values = cohort.read({0, index.samples.size()}, {0, index.genes.size()});
      return model.preprocessing.project(index.genes, values.view(), index.samples, index.annotation);
    });
  }
  const auto& genes = prepared_ ? model.genes : index.genes;
  const auto measured = measure_genes(mpi::RankWorld(ranks), count(), genes.size(),
                                      [&](Slice samples, Slice some) { return read(samples, some); });
  projection_.emplace(model, genes, measured, rules);
}

Matrix<float> ProjectedSamples::read(Slice samples, Slice genes) const {
  if (!prepared_) return cohort_.read(samples, genes);
  Matrix<float> block(samples.count, genes.count);
  for (std::size_t i = 0; i < samples.count; ++i) {
    std::copy_n(prepared_->row(samples.offset + i).data() + genes.offset, genes.count, block.row(i).data());
  }
  return block;
}

void ProjectedSamples::for_each_block(Slice part, const Use& use, std::size_t reach) const {
  constexpr std::size_t most = 256;
  const std::size_t genes = prepared_ ? prepared_->columns() : cohort_.index().genes.size();
  Matrix<float> scaled(std::min(most, part.count), projection_->genes());
  for (std::size_t first = 0; first < part.count; first += most) {
    const std::size_t rows = std::min(most, part.count - first);
    const auto values = read({part.offset + first, rows}, {0, genes});
    const auto block = scaled.view().middle_rows(0, rows);
    projection_->apply(values.view(), block);
    use(first, block);
  }
  const auto blocks = [](std::size_t samples) { return (samples + most - 1) / most; };
  for (std::size_t block = blocks(part.count); block < blocks(reach); ++block) {
    use(part.count, scaled.view().middle_rows(0, 0));
  }
}

}  // namespace lampyris::io
