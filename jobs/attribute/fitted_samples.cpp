// SPDX-License-Identifier: Apache-2.0
#include "jobs/attribute/fitted_samples.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace lampyris::jobs {

FittedSamples::FittedSamples(const Context& context, const Model& model)
    : model_(model),
      cohort_(context.training_cohort(), context.ranks),
      samples_(io::samples_in(cohort_, model.scaling, model.parts, model.fitted_parts())) {
  io::require_same_genes(cohort_, model.genes, "model.h5");
}

std::vector<Matrix<float>> FittedSamples::encode_share(const ForwardPass& forward_pass,
                                                       const World& world) const {
  const Slice mine = world.share(count());
  std::vector<Matrix<float>> layers;
  for (const std::size_t width : model_.architecture().widths) layers.emplace_back(mine.count, width);
  const auto encode = [&](std::size_t first, MatrixView<const float> scaled) {
    Matrix<float> codes;
    MatrixView<const float> input = scaled;
    for (std::size_t layer = 1; layer <= layers.size(); ++layer) {
      codes = propagate(forward_pass, model_, input, layer - 1, layer);
      input = std::as_const(codes).view();
      if (codes.size() > 0) std::ranges::copy(codes.values(), layers[layer - 1].row(first).begin());
    }
  };
  samples_.for_each_block(mine, encode, forward_pass.most(mine.count));
  return layers;
}

GeneReader FittedSamples::reader() const {
  return [this](Slice genes, const std::function<void(std::size_t, MatrixView<const float>)>& use) {
    const auto fitted = model_.fitted_parts();
    std::vector<std::size_t> samples;
    for (std::size_t i = 0; i < model_.parts.size(); ++i) {
      if (std::ranges::find(fitted, model_.parts[i]) != fitted.end()) samples.push_back(i);
    }
    const io::ScaledSamples some(cohort_, model_.scaling, std::move(samples), genes);
    some.for_each_block({0, some.count()}, use);
  };
}

Matrix<float> gather_rows(const Matrix<float>& mine, std::size_t total, const World& world) {
  Matrix<float> whole(total, mine.columns());
  const Slice share = world.share(total);
  std::ranges::copy(mine.values(),
                    whole.values().begin() + static_cast<std::ptrdiff_t>(share.offset * mine.columns()));
  gather_shares(world, whole.values(), whole.columns());
  return whole;
}

}  // namespace lampyris::jobs
