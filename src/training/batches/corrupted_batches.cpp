// SPDX-License-Identifier: Apache-2.0
#include "src/training/batches/corrupted_batches.hpp"

#include <algorithm>

#include "src/base/random.hpp"

namespace lampyris {
namespace {

// Genes whose numbers are drawn one after the other: a rank whose genes begin inside a block draws it
// from its beginning.
constexpr std::size_t masked_block = 1024;

}  // namespace

template <class Number>
CorruptedBatches<Number>::CorruptedBatches(BatchSource& source, const Corruption& corruption, Slice genes)
    : source_(source), corruption_(corruption), genes_(genes), inputs_(source.most_rows(), genes.count) {}

template <class Number>
Batch CorruptedBatches<Number>::batch(std::size_t step) {
  Batch batch = source_.batch(step);
  const auto values = std::get<MatrixView<const Number>>(batch.values);
  const auto rows = static_cast<std::ptrdiff_t>(values.rows());
#pragma omp parallel for schedule(static)
  for (std::ptrdiff_t r = 0; r < rows; ++r) {
    const auto row = static_cast<std::size_t>(r);
    corrupt(batch.epoch, batch.members[row], values.row(row), inputs_.row(row));
  }
  batch.inputs = MatrixView<const Number>(inputs_.data(), values.rows(), values.columns());
  return batch;
}

template <class Number>
void CorruptedBatches<Number>::corrupt(std::size_t epoch, std::size_t sample, std::span<const Number> values,
                                       std::span<Number> out) const {
  using Noise = Corruption::Noise;
  constexpr std::uint64_t most_blocks = std::uint64_t{1} << 20;
  const std::uint64_t visit = static_cast<std::uint64_t>(epoch) * source_.plan().samples + sample;
  const auto keep = static_cast<float>(1 / (1 - corruption_.dropout));
  for (std::size_t b = genes_.offset / masked_block; b * masked_block < genes_.end(); ++b) {
    Random random(corruption_.seed, Stream::corruption, visit * most_blocks + b);
    for (std::size_t gene = b * masked_block; gene < std::min(genes_.end(), (b + 1) * masked_block); ++gene) {
      const double noise = corruption_.noise == Noise::gaussian ? random.normal()
                           : corruption_.noise == Noise::none   ? 0.0
                                                                : random.uniform();
      const bool dropped = corruption_.dropout > 0 && random.uniform() < corruption_.dropout;
      if (gene < genes_.offset) continue;
      float value = to_float(values[gene - genes_.offset]);
      if (corruption_.noise == Noise::masking && noise < corruption_.level) value = 0;
      if (corruption_.noise == Noise::imputing) {
        const auto mean = static_cast<float>(corruption_.mean[gene]);
        const auto grown = static_cast<float>((value - mean) / (1 - corruption_.level));
        value = noise < corruption_.level ? mean : mean + grown;
      }
      if (corruption_.noise == Noise::gaussian) value += static_cast<float>(corruption_.level * noise);
      if (corruption_.dropout > 0) value = dropped ? 0.0F : value * keep;
      out[gene - genes_.offset] = from_float<Number>(value);
    }
  }
}

template class CorruptedBatches<float>;
template class CorruptedBatches<bfloat16>;

}  // namespace lampyris
