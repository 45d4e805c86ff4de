// SPDX-License-Identifier: Apache-2.0
#include "src/training/engines/reproducible_engine.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "src/training/engines/delta.hpp"

namespace lampyris {
namespace {

// To a multiple of 2⁻²⁴: sums of such numbers, up to 2²⁹, are exact in any order.
double quantised(double error) {
  return std::nearbyint(error * 0x1p24) * 0x1p-24;
}

std::vector<Slice> mine_of(const std::vector<Slice>& all, Slice leaves) {
  const auto first = all.begin() + static_cast<std::ptrdiff_t>(leaves.offset);
  return {first, first + static_cast<std::ptrdiff_t>(leaves.count)};
}

void clear_partial(MatrixView<float> values) {
  std::fill_n(values.data(), values.rows() * values.columns(), 0.0F);
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
      activations_(shape_, grid.most_rows, gene_blocks(shape_.genes, grid.genes.leaves()),
                   mine_of(micro_batch_samples(grid.training_samples), grid.samples.leaves())),
      gradient_(layout_, grid.samples) {
  const Slice genes = reproducible_genes(shape_.genes, grid.genes.parts(), grid.genes.index());
  const AxisPart& held = layout.bias(shape_.layers()).columns;
  if (held.count != genes.count || (genes.count > 0 && held.first != genes.offset)) {
    throw std::logic_error("ReproducibleEngine: the layout is not that of my genes");
  }
  if (shape_.plain()) return;
  for (std::size_t layer = 1; layer <= shape_.layers(); ++layer) {
    for (std::size_t m = 0; m < activations_.micro_batches(); ++m) {
      hidden_rows_.emplace_back(shape_, layer, grid.most_rows);
    }
  }
}

template <class Number>
StoredWeights<Number> ReproducibleEngine<Number>::weights(std::size_t dense, std::size_t block) const {
  auto whole = weights_.of(dense);
  const Slice genes = activations_.blocks()[block];
  const bool outer = dense == 0 || dense == shape_.layers();
  if (outer) whole.stored = whole.stored.middle_rows(genes.offset, genes.count);
  return whole;
}

template <class Number>
template <class Use>
void ReproducibleEngine<Number>::for_each_outer_unit(Use use) {
  const std::size_t micro_batches = activations_.micro_batches();
  for_each_unit(micro_batches * activations_.blocks().size(), [&](std::size_t unit) {
    use(Unit{unit % micro_batches, unit / micro_batches});
  });
}

template <class Number>
template <class Use>
void ReproducibleEngine<Number>::for_each_micro_batch(Use use) {
  for_each_unit(activations_.micro_batches(), [&](std::size_t m) { use(Unit{m, 0}); });
}

template <class Number>
double ReproducibleEngine<Number>::forward(const Batch& batch) {
  activations_.assign(batch);
  for_each_outer_unit([this](Unit unit) { encode(unit); });
  sum_partials(1);
  for_each_micro_batch([this](Unit unit) { propagate_inner(unit); });

  const double values = static_cast<double>(batch.samples) * static_cast<double>(shape_.genes);
  const std::size_t micro_batches = activations_.micro_batches();
  std::vector<double> errors(micro_batches * activations_.blocks().size());
  for_each_outer_unit([&](Unit unit) {
    errors[unit.block * micro_batches + unit.micro_batch] =
        quantised(decode(unit, static_cast<float>(2.0 / values)));
  });
  return std::accumulate(errors.begin(), errors.end(), 0.0);
}

template <class Number>
void ReproducibleEngine<Number>::backward(const Batch&, std::span<float> gradient) {
  for_each_outer_unit([this](Unit unit) { code_derivative(unit); });
  sum_partials(shape_.layers());
  for_each_micro_batch([this](Unit unit) { backward_inner(unit); });
  gradient_.sum(activations_, gradient);
}

template <class Number>
void ReproducibleEngine<Number>::encode(Unit unit) {
  const auto into = activations_.partial(1, unit);
  if (activations_.blocks()[unit.block].count == 0) return clear_partial(into);
  // X_b W0_b
  const auto first = weights(0, unit.block);
  gemm<Number, float>(activations_.values(0, unit), Transpose::no, first.stored, first.transpose, into);
}

// The sum over all gene blocks, in the place of my first one.
template <class Number>
void ReproducibleEngine<Number>::sum_partials(std::size_t layer) {
  TreeStack stack;
  for (std::size_t b = 0; b < activations_.blocks().size(); ++b) {
    stack.push({{grid_.genes.leaves().offset + b, 1}, activations_.partials(layer, b)});
  }
  grid_.genes.sum(stack.subtrees());
}

// The hidden layers of a micro-batch.
template <class Number>
void ReproducibleEngine<Number>::propagate_inner(Unit unit) {
  // h1 = a(Σ_b X_b W0_b + b0)
  finish(1, activations_.partial(1, unit), unit);
  for (std::size_t dense = 1; dense < shape_.layers(); ++dense) {
    // h_{s+1} = a(h_s W_s + b_s)
    const auto inner = weights(dense, 0);
    if (!shape_.plain()) {
      const auto sums = activations_.derivative(dense + 1, unit);  // not in use before backward
      gemm<Number, float>(activations_.values(dense, unit), Transpose::no, inner.stored, inner.transpose,
                          sums);
      finish(dense + 1, sums, unit);
      continue;
    }
    gemm<Number, Number>(activations_.values(dense, unit), Transpose::no, inner.stored, inner.transpose,
                         activations_.values(dense + 1, unit),
                         {weights_.bias(dense), activation_epilogue(shape_.hidden)});
  }
}

// h = a(sums + b)
template <class Number>
void ReproducibleEngine<Number>::finish(std::size_t layer, MatrixView<const float> sums, Unit unit) {
  const auto bias = weights_.bias(layer - 1);
  const auto outputs = activations_.values(layer, unit);
  if (shape_.plain()) return activate<Number>(sums, bias, shape_.hidden, outputs);
  hidden_rows(layer, unit).template forward<Number>(sums, bias, {}, outputs);
}

// The reconstruction of a block, and in its place its δ. Returns the squared error.
template <class Number>
double ReproducibleEngine<Number>::decode(Unit unit, float scale) {
  const std::size_t last = shape_.layers();
  const Slice block = activations_.blocks()[unit.block];
  if (block.count == 0) return 0;
  // Y_b = a(h_L WL_b + bL_b)
  const auto output = activations_.values(last + 1, unit);
  const auto dense = weights(last, unit.block);
  gemm<Number, Number>(
      activations_.values(last, unit), Transpose::no, dense.stored, dense.transpose, output,
      {weights_.bias(last).subspan(block.offset, block.count), activation_epilogue(shape_.output)});
  // δ_b = scale (Y_b − X_b) a'(Y_b)
  return output_delta<Number>(activations_.values(0, unit), shape_.output, scale, output,
                              gradient_.bias(last, unit.micro_batch).subspan(block.offset, block.count));
}

template <class Number>
void ReproducibleEngine<Number>::code_derivative(Unit unit) {
  const std::size_t last = shape_.layers();
  const auto into = activations_.partial(last, unit);
  if (activations_.blocks()[unit.block].count == 0) return clear_partial(into);
  // δ_b WL_bᵀ
  const auto dense = weights(last, unit.block);
  gemm<Number, float>(activations_.delta(last + 1, unit), Transpose::no, dense.stored,
                      flipped(dense.transpose), into);
}

// From the last code's derivative down to δ of the first layer, of a micro-batch.
template <class Number>
void ReproducibleEngine<Number>::backward_inner(Unit unit) {
  auto derivative = activations_.partial(shape_.layers(), unit);
  for (std::size_t layer = shape_.layers();; --layer) {
    // δ_l = ∂loss/∂h_l · a'(h_l)
    const auto delta = activations_.delta(layer, unit);
    const auto bias = gradient_.bias(layer - 1, unit.micro_batch);
    if (shape_.plain()) {
      hidden_delta<Number>(activations_.values(layer, unit), shape_.hidden, derivative, delta, bias);
    } else {
      hidden_rows(layer, unit).template backward<Number>(derivative, delta, bias);
    }
    if (layer == 1) return;
    // ∂loss/∂h_s = δ_{s+1} W_sᵀ
    const auto inner = weights(layer - 1, 0);
    derivative = activations_.derivative(layer - 1, unit);
    gemm<Number, float>(activations_.delta(layer, unit), Transpose::no, inner.stored,
                        flipped(inner.transpose), derivative);
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
