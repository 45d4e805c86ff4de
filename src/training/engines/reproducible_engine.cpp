#include "src/training/engines/reproducible_engine.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "src/training/engines/delta.hpp"

namespace lampyris {
namespace {

// Rows of weights whose gradient stays in a core's cache while the micro-batches are added up.
constexpr std::size_t chunk_rows = 128;

std::size_t padded(std::size_t floats) {
  return (floats + 15) / 16 * 16;
}

// To a multiple of 2⁻²⁴: sums of such numbers, up to 2²⁹, are exact in any order.
double quantised(double error) {
  return std::nearbyint(error * 0x1p24) * 0x1p-24;
}

std::vector<Subtree> subtrees_of(Slice leaves) {
  TreeStack stack;
  for (std::size_t leaf = leaves.offset; leaf < leaves.end(); ++leaf) stack.push({{leaf, 1}, {}});
  return stack.subtrees();
}

std::vector<Slice> mine_of(const std::vector<Slice>& all, Slice leaves) {
  const auto first = all.begin() + static_cast<std::ptrdiff_t>(leaves.offset);
  return {first, first + static_cast<std::ptrdiff_t>(leaves.count)};
}

}  // namespace

template <class Number>
ReproducibleEngine<Number>::ReproducibleEngine(const ParameterLayout& layout, std::span<const float> weights,
                                               const ReproducibleGrid& grid)
    : layout_(layout),
      shape_(layout.architecture()),
      weights_(layout, weights),
      grid_(grid),
      forward_(layout_, weights, grid.genes),
      blocks_(gene_blocks(shape_.genes, grid.genes.leaves())),
      micro_batches_(mine_of(micro_batch_samples(grid.training_samples), grid.samples.leaves())),
      subtrees_(subtrees_of(grid.samples.leaves())) {
  const Slice genes = reproducible_genes(shape_.genes, grid.genes.parts(), grid.genes.index());
  const AxisPart& held = layout.bias(shape_.layers()).columns;
  if (held.count != genes.count || (genes.count > 0 && held.first != genes.offset)) {
    throw std::logic_error("ReproducibleEngine: the layout is not that of my genes");
  }
  const auto& widths = shape_.widths;
  const std::size_t outer = std::max(widths.front(), widths.back());
  for (const Slice block : blocks_) {
    genes_.emplace_back(grid.most_rows, block.count);
    outputs_.emplace_back(grid.most_rows, block.count);
    partials_.emplace_back(grid.most_rows, outer);
  }
  for (const std::size_t width : widths) {
    hidden_.emplace_back(grid.most_rows, width);
    deltas_.emplace_back(grid.most_rows, width);
    derivatives_.emplace_back(grid.most_rows, width);
  }
  std::size_t biases = 0;
  for (std::size_t dense = 0; dense < shape_.dense_layers(); ++dense) {
    bias_at_.push_back(biases);
    biases += padded(layout.bias(dense).size());
  }
  bias_leaves_ = Matrix<float>(micro_batches_.size(), biases);
  more_sums_ = Matrix<float>(subtrees_.size() - 1, layout.size());
}

template <class Number>
StoredWeights<Number> ReproducibleEngine<Number>::weights(std::size_t dense, std::size_t block) const {
  auto whole = weights_.of(dense);
  const bool outer = dense == 0 || dense == shape_.layers();
  if (outer) whole.stored = whole.stored.middle_rows(blocks_[block].offset, blocks_[block].count);
  return whole;
}

template <class Number>
std::span<float> ReproducibleEngine<Number>::bias_leaf(std::size_t dense, std::size_t micro_batch) {
  return bias_leaves_.row(micro_batch).subspan(bias_at_[dense], layout_.bias(dense).size());
}

template <class Number>
MatrixView<Number> ReproducibleEngine<Number>::values(std::size_t layer, Unit unit) {
  const auto [m, b] = unit;
  if (layer == 0) return genes_[b].matrix(rows_, m, blocks_[b].count);
  if (layer > shape_.layers()) return outputs_[b].matrix(rows_, m, blocks_[b].count);
  return hidden_[layer - 1].matrix(rows_, m, shape_.widths[layer - 1]);
}

template <class Number>
MatrixView<Number> ReproducibleEngine<Number>::delta(std::size_t layer, Unit unit) {
  if (layer > shape_.layers()) return values(layer, unit);  // output_delta works in place
  return deltas_[layer - 1].matrix(rows_, unit.micro_batch, shape_.widths[layer - 1]);
}

template <class Number>
MatrixView<float> ReproducibleEngine<Number>::partial(std::size_t layer, Unit unit) {
  return partials_[unit.block].matrix(rows_, unit.micro_batch, shape_.widths[layer - 1]);
}

template <class Number>
double ReproducibleEngine<Number>::compute(const Batch& batch, std::span<float> gradient) {
  assign_micro_batches(batch);
  for_each_outer_unit([this](Unit unit) {
    const auto first = weights(0, unit.block);
    const auto into = partial(1, unit);
    if (blocks_[unit.block].count > 0) {
      gemm<Number, float>(values(0, unit), Transpose::no, first.stored, first.transpose, into);
    } else {
      std::fill_n(into.data(), into.rows() * into.columns(), 0.0F);
    }
  });
  sum_partials(1);
  for_each_unit(rows_.size(), [this](std::size_t m) { forward({m, 0}); });

  const double outputs = static_cast<double>(batch.samples) * static_cast<double>(shape_.genes);
  std::vector<double> errors(rows_.size() * blocks_.size());
  for_each_outer_unit([&](Unit unit) {
    errors[unit.block * rows_.size() + unit.micro_batch] =
        quantised(decode_and_back(unit, static_cast<float>(2.0 / outputs)));
  });
  sum_partials(shape_.layers());
  for_each_unit(rows_.size(), [this](std::size_t m) { backward({m, 0}); });
  add_up_gradient(gradient);
  return std::accumulate(errors.begin(), errors.end(), 0.0);
}

template <class Number>
template <class Use>
void ReproducibleEngine<Number>::for_each_outer_unit(Use use) {
  for_each_unit(rows_.size() * blocks_.size(), [&](std::size_t unit) {
    use(Unit{unit % rows_.size(), unit / rows_.size()});
  });
}

// Puts every member of the batch in its micro-batch, in the order of the epoch, cut into gene blocks.
template <class Number>
void ReproducibleEngine<Number>::assign_micro_batches(const Batch& batch) {
  const auto samples = std::get<MatrixView<const Number>>(batch.values);
  if (samples.rows() > grid_.most_rows) throw std::logic_error("ReproducibleEngine: too many samples");
  struct Place {
    std::size_t micro_batch, row;
  };
  std::vector<Place> places;
  rows_.assign(micro_batches_.size(), 0);
  for (const std::uint32_t member : batch.members) {
    const auto found = std::find_if(micro_batches_.begin(), micro_batches_.end(),
                                    [member](Slice held) { return held.contains(member); });
    if (found == micro_batches_.end())
      throw std::logic_error("ReproducibleEngine: a sample of another group");
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

// The sum over all gene blocks, in the place of my first one.
template <class Number>
void ReproducibleEngine<Number>::sum_partials(std::size_t layer) {
  TreeStack stack;
  for (std::size_t b = 0; b < blocks_.size(); ++b) {
    stack.push({{grid_.genes.leaves().offset + b, 1}, partials_[b].all(rows_, shape_.widths[layer - 1])});
  }
  grid_.genes.sum(stack.subtrees());
}

// The hidden layers of a micro-batch.
template <class Number>
void ReproducibleEngine<Number>::forward(Unit unit) {
  activate<Number>(partial(1, unit), weights_.bias(0), shape_.hidden, values(1, unit));
  for (std::size_t dense = 1; dense < shape_.layers(); ++dense) {
    const auto inner = weights(dense, 0);
    gemm<Number, Number>(values(dense, unit), Transpose::no, inner.stored, inner.transpose,
                         values(dense + 1, unit), {weights_.bias(dense), epilogue_of(shape_.hidden)});
  }
}

// Reconstruction, its δ, and the block's part of the derivative by the last code. Returns the squared error.
template <class Number>
double ReproducibleEngine<Number>::decode_and_back(Unit unit, float scale) {
  const std::size_t last = shape_.layers();
  const Slice block = blocks_[unit.block];
  const auto code = values(last, unit);
  const auto output = values(last + 1, unit);
  const auto into = partial(last, unit);
  if (block.count == 0) {
    std::fill_n(into.data(), into.rows() * into.columns(), 0.0F);
    return 0;
  }
  const auto dense = weights(last, unit.block);
  gemm<Number, Number>(code, Transpose::no, dense.stored, dense.transpose, output,
                       {weights_.bias(last).subspan(block.offset, block.count), epilogue_of(shape_.output)});
  const double error =
      output_delta<Number>(values(0, unit), shape_.output, scale, output,
                           bias_leaf(last, unit.micro_batch).subspan(block.offset, block.count));
  gemm<Number, float>(output, Transpose::no, dense.stored, flipped(dense.transpose), into);
  return error;
}

// From the last code's derivative down to δ of the first layer, of a micro-batch.
template <class Number>
void ReproducibleEngine<Number>::backward(Unit unit) {
  const std::size_t m = unit.micro_batch;
  auto derivative = partial(shape_.layers(), unit);
  for (std::size_t layer = shape_.layers();; --layer) {
    hidden_delta<Number>(values(layer, unit), shape_.hidden, derivative, delta(layer, unit),
                         bias_leaf(layer - 1, m));
    if (layer == 1) return;
    const auto inner = weights(layer - 1, 0);
    derivative = derivatives_[layer - 2].matrix(rows_, m, shape_.widths[layer - 2]);
    gemm<Number, float>(delta(layer, unit), Transpose::no, inner.stored, flipped(inner.transpose),
                        derivative);
  }
}

template <class Number>
void ReproducibleEngine<Number>::add_up_gradient(std::span<float> gradient) {
  std::vector<Subtree> sums = subtrees_;
  for (std::size_t i = 0; i < sums.size(); ++i) sums[i].values = i == 0 ? gradient : more_sums_.row(i - 1);
  for (const ParameterPiece& piece : layout_.pieces()) {
    if (piece.bias) {
      bias_gradient(piece, sums);
      continue;
    }
    const auto units = chunks(piece);
    const auto count = static_cast<std::ptrdiff_t>(units.size());
#pragma omp parallel
    {
      omp_set_num_threads(1);  // as in for_each_unit
      Matrix<float> places(3, chunk_rows * piece.columns.count);
#pragma omp for schedule(dynamic)
      for (std::ptrdiff_t c = 0; c < count; ++c) {
        chunk_gradient(piece, units[static_cast<std::size_t>(c)], sums, places);
      }
    }
  }
  grid_.samples.sum(sums);
}

template <class Number>
std::vector<typename ReproducibleEngine<Number>::Chunk> ReproducibleEngine<Number>::chunks(
    const ParameterPiece& piece) const {
  const bool outer = piece.dense == 0 || piece.dense == shape_.layers();
  std::vector<Chunk> result;
  for (std::size_t b = 0; b < (outer ? blocks_.size() : 1); ++b) {
    const std::size_t rows = outer ? blocks_[b].count : piece.rows.count;
    for (std::size_t first = 0; first < rows; first += chunk_rows) {
      result.push_back({b, {first, std::min(chunk_rows, rows - first)}});
    }
  }
  return result;
}

// The gradient of a chunk, added up over my micro-batches. `places`: three for what the tree keeps apart.
template <class Number>
void ReproducibleEngine<Number>::chunk_gradient(const ParameterPiece& piece, const Chunk& chunk,
                                                std::span<const Subtree> sums, Matrix<float>& places) {
  const bool outer = piece.dense == 0 || piece.dense == shape_.layers();
  const std::size_t row = chunk.rows.offset + (outer ? blocks_[chunk.block].offset : 0);
  const std::size_t size = chunk.rows.count * piece.columns.count;
  TreeStack stack;
  for (std::size_t m = 0; m < rows_.size(); ++m) {
    const auto place = stack.size() == 0 ? sums[0].values.subspan(piece.at(row, 0), size)
                                         : places.row(stack.size() - 1).first(size);
    leaf_gradient(piece.dense, chunk, m,
                  MatrixView<float>(place.data(), chunk.rows.count, piece.columns.count));
    stack.push({{grid_.samples.leaves().offset + m, 1}, place});
  }
  for (std::size_t i = 1; i < stack.size(); ++i) {
    std::ranges::copy(stack.subtrees()[i].values, sums[i].values.subspan(piece.at(row, 0)).begin());
  }
}

// What a micro-batch adds to the gradient of a dense layer's stored weights, also for the layer tied to them.
template <class Number>
void ReproducibleEngine<Number>::leaf_gradient(std::size_t dense, const Chunk& chunk, std::size_t micro_batch,
                                               MatrixView<float> into) {
  if (rows_[micro_batch] == 0) {
    std::fill_n(into.data(), into.rows() * into.columns(), 0.0F);
    return;
  }
  const Unit unit{micro_batch, chunk.block};
  // leftᵀ · right, where the rows of the stored weights are the columns of left.
  const auto multiply = [&](MatrixView<const Number> left, MatrixView<const Number> right, bool more) {
    const MatrixView<const Number> part(left.data() + chunk.rows.offset, left.rows(), chunk.rows.count,
                                        left.stride());
    gemm<Number, float>(part, Transpose::yes, right, Transpose::no, into, {.accumulate = more});
  };
  const std::size_t last = shape_.layers();
  if (dense == last) return multiply(delta(dense + 1, unit), values(dense, unit), false);
  multiply(values(dense, unit), delta(dense + 1, unit), false);
  const std::size_t partner = last - dense;
  if (shape_.is_tied(partner)) multiply(delta(partner + 1, unit), values(partner, unit), true);
}

template <class Number>
void ReproducibleEngine<Number>::bias_gradient(const ParameterPiece& piece, std::span<const Subtree> sums) {
  TreeStack stack;
  for (std::size_t m = 0; m < rows_.size(); ++m) {
    stack.push({{grid_.samples.leaves().offset + m, 1}, bias_leaf(piece.dense, m)});
  }
  for (std::size_t i = 0; i < stack.size(); ++i) {
    std::ranges::copy(stack.subtrees()[i].values, sums[i].values.subspan(piece.offset).begin());
  }
}

template <class Number>
Numbers ReproducibleEngine<Number>::reconstruct(const Numbers& samples) {
  const auto truth = std::get<MatrixView<const Number>>(samples);
  reconstruction_ = Matrix<Number>(truth.rows(), truth.columns());
  forward_.run<Number>(truth, reconstruction_.view());
  return std::as_const(reconstruction_).view();
}

template <class Number>
std::size_t ReproducibleEngine<Number>::first_broken_layer(const Numbers& samples) {
  const auto truth = std::get<MatrixView<const Number>>(samples);
  reconstruction_ = Matrix<Number>(truth.rows(), truth.columns());
  const auto hidden = forward_.run<Number>(truth, reconstruction_.view());
  if (!all_finite<Number>(truth)) return 0;
  for (std::size_t layer = 1; layer <= shape_.layers(); ++layer) {
    if (!all_finite<float>(hidden[layer - 1].view())) return layer;
  }
  const bool finite = all_finite<Number>(std::as_const(reconstruction_).view());
  return finite ? shape_.layers() + 2 : shape_.layers() + 1;
}

template class ReproducibleEngine<float>;
template class ReproducibleEngine<bfloat16>;

}  // namespace lampyris
