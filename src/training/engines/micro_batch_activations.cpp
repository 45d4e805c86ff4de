// SPDX-License-Identifier: Apache-2.0
#include "src/training/engines/micro_batch_activations.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace lampyris {

template <class Number>
MicroBatchActivations<Number>::MicroBatchActivations(const Architecture& shape, std::size_t most_rows,
                                                     std::vector<Slice> blocks,
                                                     std::vector<Slice> micro_batches)
    : shape_(shape),
      most_rows_(most_rows),
      blocks_(std::move(blocks)),
      micro_batches_(std::move(micro_batches)),
      rows_(micro_batches_.size()) {
  const std::size_t outer = std::max(shape.widths.front(), shape.widths.back());
  for (const Slice block : blocks_) {
    genes_.emplace_back(most_rows, block.count);
    outputs_.emplace_back(most_rows, block.count);
    partials_.emplace_back(most_rows, outer);
  }
  for (const std::size_t width : shape.widths) {
    hidden_.emplace_back(most_rows, width);
    deltas_.emplace_back(most_rows, width);
    derivatives_.emplace_back(most_rows, width);
  }
}

template <class Number>
void MicroBatchActivations<Number>::assign(const Batch& batch) {
  const auto samples = std::get<MatrixView<const Number>>(batch.values);
  if (samples.rows() > most_rows_) throw std::logic_error("MicroBatchActivations: too many samples");
  struct Place {
    std::size_t micro_batch, row;
  };
  std::vector<Place> places;
  rows_.assign(micro_batches_.size(), 0);
  for (const std::uint32_t member : batch.members) {
    const auto found = std::find_if(micro_batches_.begin(), micro_batches_.end(),
                                    [member](Slice held) { return held.contains(member); });
    if (found == micro_batches_.end())
      throw std::logic_error("MicroBatchActivations: a sample of another group");
    const auto m = static_cast<std::size_t>(found - micro_batches_.begin());
    places.push_back({m, rows_[m]++});
  }
  for_each_unit(places.size(), [&](std::size_t i) {
    const auto [m, row] = places[i];
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
      const auto from = samples.row(i).subspan(blocks_[b].offset, blocks_[b].count);
      std::copy(from.begin(), from.end(), values(0, {m, b}).row(row).begin());
    }
  });
}

template <class Number>
MatrixView<Number> MicroBatchActivations<Number>::values(std::size_t layer, MicroBatchUnit unit) {
  const auto [m, b] = unit;
  if (layer == 0) return genes_[b].matrix(rows_, m, blocks_[b].count);
  if (layer > shape_.layers()) return outputs_[b].matrix(rows_, m, blocks_[b].count);
  return hidden_[layer - 1].matrix(rows_, m, shape_.widths[layer - 1]);
}

template <class Number>
MatrixView<Number> MicroBatchActivations<Number>::delta(std::size_t layer, MicroBatchUnit unit) {
  if (layer > shape_.layers()) return values(layer, unit);
  return deltas_[layer - 1].matrix(rows_, unit.micro_batch, shape_.widths[layer - 1]);
}

template <class Number>
MatrixView<float> MicroBatchActivations<Number>::partial(std::size_t layer, MicroBatchUnit unit) {
  return partials_[unit.block].matrix(rows_, unit.micro_batch, shape_.widths[layer - 1]);
}

template <class Number>
std::span<float> MicroBatchActivations<Number>::partials(std::size_t layer, std::size_t block) {
  return partials_[block].all(rows_, shape_.widths[layer - 1]);
}

template <class Number>
MatrixView<float> MicroBatchActivations<Number>::derivative(std::size_t layer, MicroBatchUnit unit) {
  return derivatives_[layer - 1].matrix(rows_, unit.micro_batch, shape_.widths[layer - 1]);
}

template class MicroBatchActivations<float>;
template class MicroBatchActivations<bfloat16>;

}  // namespace lampyris
