#include "io/cohort/scaled_samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "src/base/error.hpp"

namespace lampyris::io {
namespace {

constexpr std::size_t block_samples = 256;

}  // namespace

ScaledSamples::ScaledSamples(const CohortFile& cohort, const Scaling& scaling,
                             std::vector<std::size_t> samples)
    : cohort_(cohort), scaling_(scaling), samples_(std::move(samples)) {}

Matrix<float> ScaledSamples::read(Slice part) const {
  const auto first = samples_.begin() + static_cast<std::ptrdiff_t>(part.offset);
  auto values = cohort_.read_samples({first, first + static_cast<std::ptrdiff_t>(part.count)});
  scaling_.apply(values.view());
  return values;
}

void ScaledSamples::for_each_block(Slice part, const Use& use, std::size_t reach) const {
  for (std::size_t done = 0; done < std::max(part.count, reach); done += block_samples) {
    const std::size_t first = std::min(done, part.count);
    const auto block = read({part.offset + first, std::min(block_samples, part.count - first)});
    use(first, block.view());
  }
}

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

ScaledSamples flagged_samples(const CohortFile& cohort, const Scaling& scaling,
                              const std::vector<std::uint8_t>& flags, std::uint8_t flag) {
  if (flags.size() != cohort.index().samples.size()) {
    throw DataError(fmt::format("the model was trained on {} samples, the cohort has {}: train it again",
                                flags.size(), cohort.index().samples.size()));
  }
  std::vector<std::size_t> samples;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (flags[i] == flag) samples.push_back(i);
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
