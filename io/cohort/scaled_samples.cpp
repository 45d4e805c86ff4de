// SPDX-License-Identifier: Apache-2.0
#include "io/cohort/scaled_samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <span>
#include <stdexcept>
#include <utility>

#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

constexpr std::size_t block_samples = 256;

}  // namespace

ScaledSamples::ScaledSamples(const CohortFile& cohort, const Scaling& scaling,
                             std::vector<std::size_t> samples)
    : ScaledSamples(cohort, scaling, std::move(samples), {0, scaling.mean.size()}) {}

ScaledSamples::ScaledSamples(const CohortFile& cohort, const Scaling& scaling,
                             std::vector<std::size_t> samples, Slice genes)
    : cohort_(cohort), scaling_(scaling), samples_(std::move(samples)), genes_(genes) {}

template <class Number>
Matrix<Number> ScaledSamples::read(Slice part, std::size_t* clamped) const {
  const auto samples = std::span(samples_).subspan(part.offset, part.count);
  Matrix<Number> scaled(samples.size(), genes_.count);
  std::size_t count = 0;
  cohort_.for_each_sample(samples, genes_, [&](std::size_t place, MatrixView<const float> values) {
    count += scaling_.apply_to(values, genes_.offset, scaled.view().middle_rows(place, 1));
  });
  if (clamped != nullptr) *clamped += count;
  return scaled;
}

template <class Number>
void ScaledSamples::for_each_block(Slice part, const std::type_identity_t<Use<Number>>& use,
                                   std::size_t reach) const {
  const auto samples = std::span(samples_).subspan(part.offset, part.count);
  if (!std::ranges::is_sorted(samples)) throw std::logic_error("ScaledSamples: samples out of order");
  Matrix<Number> scaled(std::min(block_samples, samples.size()), genes_.count);
  cohort_.for_each_sample(samples, genes_, [&](std::size_t place, MatrixView<const float> values) {
    const std::size_t row = place % block_samples;
    scaling_.apply_to(values, genes_.offset, scaled.view().middle_rows(row, 1));
    if (row + 1 == block_samples || place + 1 == samples.size()) {
      use(place - row, scaled.view().middle_rows(0, row + 1));
    }
  });
  const auto blocks = [](std::size_t count) { return (count + block_samples - 1) / block_samples; };
  for (std::size_t block = blocks(part.count); block < blocks(reach); ++block) {
    use(part.count, scaled.view().middle_rows(0, 0));
  }
}

template Matrix<float> ScaledSamples::read<float>(Slice, std::size_t*) const;
template Matrix<bfloat16> ScaledSamples::read<bfloat16>(Slice, std::size_t*) const;
template void ScaledSamples::for_each_block<float>(Slice, const Use<float>&, std::size_t) const;
template void ScaledSamples::for_each_block<bfloat16>(Slice, const Use<bfloat16>&, std::size_t) const;

Matrix<float> read_part(const ScaledSamples& samples, Slice part, Progress& progress) {
  Matrix<float> values(part.count, samples.genes());
  samples.for_each_block(part, [&](std::size_t first, MatrixView<const float> scaled) {
    std::copy_n(scaled.data(), scaled.rows() * scaled.columns(), values.row(first).data());
    progress.advance(scaled.rows());
  });
  return values;
}

ScaledSamples all_samples(const CohortFile& cohort, const Scaling& scaling) {
  std::vector<std::size_t> samples(cohort.index().samples.size());
  std::iota(samples.begin(), samples.end(), std::size_t{0});
  return {cohort, scaling, std::move(samples)};
}

ScaledSamples samples_in(const CohortFile& cohort, const Scaling& scaling,
                         const std::vector<SamplePart>& parts, const std::vector<SamplePart>& wanted) {
  if (parts.size() != cohort.index().samples.size()) {
    throw DataError(fmt::format("the model was trained on {} samples, the cohort has {}: train it again",
                                parts.size(), cohort.index().samples.size()));
  }
  std::vector<std::size_t> samples;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (std::ranges::find(wanted, parts[i]) != wanted.end()) samples.push_back(i);
  }
  return {cohort, scaling, std::move(samples)};
}

void require_same_genes(const CohortFile& cohort, const std::vector<std::string>& genes,
                        const std::string& file) {
  if (genes != cohort.index().genes) {
    throw DataError(
        fmt::format("{}: its {} genes are not the {} of the cohort, in their order: make it again", file,
                    genes.size(), cohort.index().genes.size()));
  }
}

}  // namespace lampyris::io
