// SPDX-License-Identifier: Apache-2.0
#include "src/training/engines/fused_engine.hpp"

#include <algorithm>
#include <stdexcept>

#include "src/training/engines/delta.hpp"

namespace lampyris {
namespace {

using Channel = GeneAxis::Channel;

void zero(MatrixView<float> values) {
  std::fill_n(values.data(), values.rows() * values.columns(), 0.0F);
}

template <class Number>
MatrixView<Number> top_of(Matrix<Number>& buffer, std::size_t rows, std::size_t columns) {
  return {buffer.data(), rows, columns};
}

}  // namespace

template <class Number>
GeneAxisSizes gene_axis_sizes(const Architecture& architecture, std::size_t most_rows) {
  const std::size_t width = std::max(architecture.widths.front(), architecture.widths.back());
  return {most_rows, width, width * sizeof(Number), inner_parameters(gene_layout(architecture, {})).count};
}

template <class Number>
FusedEngine<Number>::FusedEngine(const ParameterLayout& layout, std::span<const float> weights,
                                 std::size_t most_rows, const Exchange& exchange, const HiddenAims& aims)
    : layout_(layout),
      shape_(layout.architecture()),
      weights_(layout, weights),
      most_rows_(most_rows),
      genes_(exchange.genes),
      samples_(exchange.samples),
      world_(exchange.world),
      aims_(aims) {
  const std::size_t mine = (most_rows + genes_.parts() - 1) / genes_.parts();
  const auto& widths = shape_.widths;
  for (std::size_t layer = 1; layer <= shape_.layers(); ++layer) {
    hidden_.emplace_back(layer == shape_.layers() ? 0 : mine, widths[layer - 1]);
    deltas_.emplace_back(layer == 1 ? 0 : mine, widths[layer - 1]);
    if (!shape_.plain() || aims.noise.any()) hidden_rows_.emplace_back(shape_, layer, mine);
  }
  sums_ = Matrix<float>(mine, *std::max_element(widths.begin(), widths.end()));
  const ParameterPiece& last_bias = layout.bias(shape_.layers());
  reconstruction_ = Matrix<Number>(most_rows, last_bias.columns.count);
  output_bias_gradient_ = Matrix<float>(1, layout.size() - last_bias.offset);
}

template <class Number>
MatrixView<Number> FusedEngine<Number>::whole(Channel channel, std::size_t rows, std::size_t width) {
  return {reinterpret_cast<Number*>(genes_.whole(channel)), rows, width};  // NOLINT: raw shared memory
}

template <class Number>
MatrixView<Number> FusedEngine<Number>::hidden(std::size_t layer, std::size_t rows) {
  const Slice mine = genes_.my_rows(rows);
  const std::size_t width = shape_.widths[layer - 1];
  if (layer < shape_.layers()) return top_of(hidden_[layer - 1], mine.count, width);
  return whole(Channel::code, rows, width).middle_rows(mine.offset, mine.count);
}

template <class Number>
MatrixView<Number> FusedEngine<Number>::delta(std::size_t layer, std::size_t rows) {
  const Slice mine = genes_.my_rows(rows);
  const std::size_t width = shape_.widths[layer - 1];
  if (layer > 1) return top_of(deltas_[layer - 1], mine.count, width);
  return whole(Channel::delta, rows, width).middle_rows(mine.offset, mine.count);
}

template <class Number>
MatrixView<Number> FusedEngine<Number>::code(std::size_t rows) {
  return whole(Channel::code, rows, shape_.widths.back());
}

template <class Number>
MatrixView<Number> FusedEngine<Number>::first_delta(std::size_t rows) {
  return whole(Channel::delta, rows, shape_.widths.front());
}

template <class Number>
MatrixView<Number> FusedEngine<Number>::reconstruction(std::size_t rows) {
  return top_of(reconstruction_, rows, reconstruction_.columns());
}

// The loss and δ come together, in one pass over the reconstruction.
template <class Number>
double FusedEngine<Number>::forward(const Batch& batch) {
  const auto truth = std::get<MatrixView<const Number>>(batch.values);
  const double values = static_cast<double>(batch.samples) * static_cast<double>(shape_.genes);
  const std::size_t bias = layout_.bias(shape_.layers()).size();
  propagate(std::get<MatrixView<const Number>>(batch.inputs),
            NoisyRows::of(aims_.noise, batch, genes_.my_rows(truth.rows())));
  return lampyris::output_delta<Number>(truth, shape_.output, static_cast<float>(2.0 / values),
                                        reconstruction(truth.rows()),
                                        output_bias_gradient_.values().first(bias));
}

// Encodes over genes, passes the inner layers by samples, decodes over genes.
template <class Number>
void FusedEngine<Number>::propagate(MatrixView<const Number> samples, const NoisyRows& noise) {
  const std::size_t rows = samples.rows();
  if (rows > most_rows_) throw std::logic_error("FusedEngine: more samples than there is room for");
  encode(samples, noise);
  propagate_inner(rows, noise);
  decode(rows);
}

template <class Number>
void FusedEngine<Number>::encode(MatrixView<const Number> samples, const NoisyRows& noise) {
  const std::size_t rows = samples.rows();
  const auto first = weights_.of(0);
  // T = 1: h1 = a(X W0 + b0)
  if (genes_.parts() == 1 && hidden_rows_.empty()) {
    gemm<Number, Number>(samples, Transpose::no, first.stored, first.transpose, hidden(1, rows),
                         {weights_.bias(0), activation_epilogue(shape_.hidden)});
    return;
  }
  // Z_t = X_t W0_t
  const auto sums = top_of(sums_, genes_.my_rows(rows).count, shape_.widths[0]);
  gemm<Number, float>(samples, Transpose::no, first.stored, first.transpose,
                      genes_.partial(rows, sums.columns()));
  // h1 = a(Σ_t Z_t + b0), my rows
  genes_.sum_scatter(rows, sums);
  if (hidden_rows_.empty()) {
    activate<Number>(sums, weights_.bias(0), shape_.hidden, hidden(1, rows));
  } else {
    hidden_rows_[0].forward<Number>(sums, weights_.bias(0), noise, hidden(1, rows));
  }
}

template <class Number>
void FusedEngine<Number>::propagate_inner(std::size_t rows, const NoisyRows& noise) {
  for (std::size_t dense = 1; dense < shape_.layers(); ++dense) {
    // h_{s+1} = a(h_s W_s + b_s), my rows
    const auto inner = weights_.of(dense);
    const auto outputs = hidden(dense + 1, rows);
    if (hidden_rows_.empty()) {
      gemm<Number, Number>(hidden(dense, rows), Transpose::no, inner.stored, inner.transpose, outputs,
                           {weights_.bias(dense), activation_epilogue(shape_.hidden)});
      continue;
    }
    const auto sums = top_of(sums_, outputs.rows(), outputs.columns());
    gemm<Number, float>(hidden(dense, rows), Transpose::no, inner.stored, inner.transpose, sums);
    hidden_rows_[dense].forward<Number>(sums, weights_.bias(dense), noise, outputs);
  }
}

template <class Number>
void FusedEngine<Number>::decode(std::size_t rows) {
  genes_.gather(Channel::code, rows, shape_.widths.back() * sizeof(Number));
  // Y_t = a(h_L WL_t + bL_t), all rows
  const auto last = weights_.of(shape_.layers());
  gemm<Number, Number>(code(rows), Transpose::no, last.stored, last.transpose, reconstruction(rows),
                       {weights_.bias(shape_.layers()), activation_epilogue(shape_.output)});
}

template <class Number>
void FusedEngine<Number>::backward(const Batch& batch, std::span<float> gradient) {
  const auto inputs = std::get<MatrixView<const Number>>(batch.inputs);
  const std::size_t rows = inputs.rows();
  const std::size_t last = shape_.layers();
  const Slice inner = inner_parameters(layout_);

  // dWL_t = h_Lᵀ δ_t. Tied, it shares its place with dW0_t, so it is whole only with that.
  const std::size_t bias = layout_.bias(last).size();
  std::copy_n(output_bias_gradient_.data(), bias,
              gradient.begin() + static_cast<std::ptrdiff_t>(layout_.bias(last).offset));
  weight_gradient(last, code(rows), output_delta(rows), weights_in(gradient, last, 0));
  if (!shape_.is_tied(last)) begin_sum_of_last_layer(gradient);

  code_derivative(rows);
  backward_inner(batch, genes_.shared_gradient(inner.count));
  if (inner.count > 0) samples_.begin_sum(genes_.sum_slice(inner.count));

  // dW0_t = X_tᵀ δ1
  weight_gradient(0, inputs, first_delta(rows), weights_in(gradient, 0, 0));
  samples_.begin_sum(gradient.first(inner.offset));
  if (shape_.is_tied(last)) begin_sum_of_last_layer(gradient);

  samples_.finish();
  const auto shared = genes_.gather_slices(inner.count);
  std::copy(shared.begin(), shared.end(), gradient.begin() + static_cast<std::ptrdiff_t>(inner.offset));
}

template <class Number>
void FusedEngine<Number>::backward(const Batch& batch, std::span<float> room, const OnGradient& on_gradient) {
  // Elsewhere, more is to be added to a block before it is whole.
  if (samples_.parts() > 1 || shape_.tied) return Engine::backward(batch, room, on_gradient);
  const auto inputs = std::get<MatrixView<const Number>>(batch.inputs);
  const std::size_t rows = inputs.rows();
  const std::size_t last = shape_.layers();
  const Slice inner = inner_parameters(layout_);

  // Reads the decoder's weights before they are updated.
  code_derivative(rows);
  // dWL_tᵀ = δ_tᵀ h_L: the last weights lie turned.
  weight_gradient_by_blocks(last, output_delta(rows), code(rows), room, on_gradient);
  on_gradient(layout_.bias(last).offset, output_bias_gradient_.values());

  backward_inner(batch, genes_.shared_gradient(inner.count));
  // dW0_t = X_tᵀ δ1
  weight_gradient_by_blocks(0, inputs, first_delta(rows), room, on_gradient);
  static_cast<void>(genes_.sum_slice(inner.count));
  on_gradient(inner.offset, genes_.gather_slices(inner.count));
}

// leftᵀ right, the gradient of outer weights as they lie, in blocks of rows that stay in cache until
// on_gradient has returned. A block ends at a multiple of 64 bytes, as pieces do, in zeros where the rows end
// before.
template <class Number>
void FusedEngine<Number>::weight_gradient_by_blocks(std::size_t dense, MatrixView<const Number> left,
                                                    MatrixView<const Number> right, std::span<float> room,
                                                    const OnGradient& on_gradient) const {
  constexpr std::size_t most = std::size_t{1} << 18;  // floats
  constexpr std::size_t together = 16;                // floats of 64 bytes
  const auto& piece = layout_.weights(dense);
  const std::size_t columns = piece.columns.count;
  const std::size_t rows_of_block = std::max<std::size_t>(1, most / columns / together) * together;
  for (std::size_t first = 0; first < piece.rows.count; first += rows_of_block) {
    const std::size_t count = std::min(rows_of_block, piece.rows.count - first);
    const auto block = room.first((count * columns + together - 1) / together * together);
    std::fill(block.begin() + static_cast<std::ptrdiff_t>(count * columns), block.end(), 0.0F);
    const MatrixView<const Number> mine(left.data() + first, left.rows(), count, left.stride());
    gemm<Number, float>(mine, Transpose::yes, right, Transpose::no, {block.data(), count, columns});
    on_gradient(piece.at(first, 0), block);
  }
}

// D_t = δ_t WL_tᵀ: my genes' part of the loss's derivative by the code.
template <class Number>
void FusedEngine<Number>::code_derivative(std::size_t rows) {
  const auto last = weights_.of(shape_.layers());
  gemm<Number, float>(output_delta(rows), Transpose::no, last.stored, flipped(last.transpose),
                      genes_.partial(rows, shape_.widths.back()));
}

// The last weights and bias are neighbours; tied, the bias stands alone.
template <class Number>
void FusedEngine<Number>::begin_sum_of_last_layer(std::span<float> gradient) {
  samples_.begin_sum(gradient.subspan(inner_parameters(layout_).end()));
}

// From the code's derivative down to δ of the first layer, on my rows.
template <class Number>
void FusedEngine<Number>::backward_inner(const Batch& batch, std::span<float> inner_gradient) {
  const std::size_t rows = rows_of(batch.inputs);
  const std::size_t mine = genes_.my_rows(rows).count;
  const std::size_t base = inner_parameters(layout_).offset;
  const auto derivative = [&](std::size_t layer) { return top_of(sums_, mine, shape_.widths[layer - 1]); };
  const auto bias_gradient = [&](std::size_t dense) {
    return inner_gradient.subspan(layout_.bias(dense).offset - base, shape_.outputs(dense));
  };
  std::size_t layer = shape_.layers();
  genes_.sum_scatter(rows, derivative(layer));
  for (;; --layer) {
    // δ_l = ∂loss/∂h_l · a'(h_l), db_{l−1} = Σ_rows δ_l
    add_sparsity(aims_.sparsity, MatrixView<const Number>(hidden(layer, rows)), batch.samples,
                 derivative(layer), world_);
    if (hidden_rows_.empty()) {
      hidden_delta<Number>(hidden(layer, rows), shape_.hidden, derivative(layer), delta(layer, rows),
                           bias_gradient(layer - 1));
    } else {
      hidden_rows_[layer - 1].backward<Number>(derivative(layer), delta(layer, rows),
                                               bias_gradient(layer - 1));
    }
    if (layer == 1) break;
    // dW_s = h_sᵀ δ_{s+1}
    const std::size_t dense = layer - 1;
    weight_gradient(dense, hidden(dense, rows), delta(layer, rows), weights_in(inner_gradient, dense, base));
    // ∂loss/∂h_s = δ_{s+1} W_sᵀ
    const auto inner = weights_.of(dense);
    gemm<Number, float>(delta(layer, rows), Transpose::no, inner.stored, flipped(inner.transpose),
                        derivative(layer - 1));
  }
  genes_.gather(Channel::delta, rows, shape_.widths[0] * sizeof(Number));
}

// dW = inputᵀ δ, turned as the weights lie. Where a tied partner, which comes first, has left its gradient,
// this one is added to it.
template <class Number>
void FusedEngine<Number>::weight_gradient(std::size_t dense, MatrixView<const Number> input,
                                          MatrixView<const Number> delta, MatrixView<float> into) {
  const bool has_tied_partner = shape_.is_tied(shape_.layers() - dense);
  if (input.rows() == 0) {
    if (!has_tied_partner) zero(into);
    return;
  }
  const GemmOptions options{.accumulate = has_tied_partner};
  if (weights_.of(dense).transpose == Transpose::no) {
    gemm<Number, float>(input, Transpose::yes, delta, Transpose::no, into, options);
  } else {
    gemm<Number, float>(delta, Transpose::yes, input, Transpose::no, into, options);
  }
}

template <class Number>
MatrixView<float> FusedEngine<Number>::weights_in(std::span<float> gradient, std::size_t dense,
                                                  std::size_t base) const {
  const auto& piece = layout_.weights(shape_.is_tied(dense) ? shape_.layers() - dense : dense);
  return {gradient.data() + (piece.offset - base), piece.rows.count, piece.columns.count};
}

template <class Number>
Numbers FusedEngine<Number>::reconstruct(const Numbers& samples) {
  const auto values = std::get<MatrixView<const Number>>(samples);
  propagate(values, {});
  return MatrixView<const Number>(reconstruction_.data(), values.rows(), reconstruction_.columns());
}

template <class Number>
std::size_t FusedEngine<Number>::first_broken_layer(const Numbers& samples) {
  const auto values = std::get<MatrixView<const Number>>(samples);
  const auto reconstruction = std::get<MatrixView<const Number>>(reconstruct(samples));
  if (!all_finite<Number>(values)) return 0;
  for (std::size_t layer = 1; layer <= shape_.layers(); ++layer) {
    if (!all_finite<Number>(hidden(layer, values.rows()))) return layer;
  }
  return all_finite<Number>(reconstruction) ? shape_.layers() + 2 : shape_.layers() + 1;
}

template GeneAxisSizes gene_axis_sizes<float>(const Architecture&, std::size_t);
template GeneAxisSizes gene_axis_sizes<bfloat16>(const Architecture&, std::size_t);
template class FusedEngine<float>;
template class FusedEngine<bfloat16>;

}  // namespace lampyris
