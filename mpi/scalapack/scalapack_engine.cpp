// SPDX-License-Identifier: Apache-2.0
#include "mpi/scalapack/scalapack_engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "src/base/error.hpp"
#include "src/training/engines/delta.hpp"

namespace lampyris::mpi {
namespace {

bool all_finite(MatrixView<const float> values) {
  for (std::size_t i = 0; i < values.rows(); ++i) {
    const auto row = values.row(i);
    if (!std::all_of(row.begin(), row.end(), [](float x) { return std::isfinite(x); })) return false;
  }
  return true;
}

MatrixView<float> first_columns(MatrixView<float> values, std::size_t count) {
  return {values.data(), values.rows(), count, values.stride()};
}
MatrixView<float> columns_from(MatrixView<float> values, std::size_t first) {
  return {values.data() + first, values.rows(), values.columns() - first, values.stride()};
}

}  // namespace

ScalapackEngine::ScalapackEngine(const ParameterLayout& layout, std::span<const float> weights,
                                 std::size_t most_rows, const ProcessGrid& grid)
    : layout_(layout),
      shape_(layout.architecture()),
      weights_(weights),
      grid_(grid),
      blacs_(grid),
      most_rows_(grid.ranks().maximum(most_rows)) {
  if (shape_.normalised || shape_.hidden == Activation::gelu) {
    throw UsageError(
        "compute.engine = \"scalapack\" has neither layer norm nor gelu: set model.layer_norm = false and "
        "another "
        "model.hidden");
  }
  if (weights.size() != layout.size()) {
    throw std::logic_error("ScalapackEngine: weights do not fit the layout");
  }
  require_indexable();
  keep_panels();
  std::size_t widest = 0;
  for (std::size_t layer = 1; layer <= shape_.dense_layers(); ++layer) {
    outputs_.emplace_back(most_rows_, my_features(layer));
    if (layer <= shape_.layers()) widest = std::max(widest, my_features(layer));
  }
  derivative_ = Matrix<float>(most_rows_, widest);
  output_bias_gradient_ = Matrix<float>(1, layout.bias(shape_.layers()).size());
}

// Alike on all ranks: part 0 of an axis is the largest.
void ScalapackEngine::require_indexable() const {
  constexpr auto most = static_cast<std::size_t>(std::numeric_limits<int>::max());
  const auto require = [&](std::size_t rows, std::size_t columns) {
    if (rows <= most / std::max<std::size_t>(1, columns)) return;
    throw Error(ExitCode::failed,
                fmt::format("engine = scalapack: a part of {} × {} values on grid {} is more than ScaLAPACK "
                            "can index (2³¹ − 1): run on more ranks, or in smaller batches",
                            rows, columns, to_string(grid_.shape())));
  };
  require(grid_.shape().samples, most_rows_);
  for (std::size_t dense = 0; dense <= shape_.layers(); ++dense) {
    const auto piece = stored(dense, weights_.data());
    require(piece.rows.total, 1);
    require(piece.columns.total, 1);
    require(piece.rows.count(0), piece.columns.count(0));
    require(features(dense).count(0), most_rows_);
  }
}

BlockCyclicAxis ScalapackEngine::features(std::size_t layer) const {
  const bool outer = layer == 0 || layer == shape_.dense_layers();
  return outer ? gene_rows(shape_.genes, grid_.shape()) : node_rows(shape_.widths[layer - 1], grid_.shape());
}

std::size_t ScalapackEngine::my_features(std::size_t layer) const {
  return features(layer).count(grid_.gene_part());
}

// Features rise with their place on a rank, and linear nodes are a layer's last.
std::size_t ScalapackEngine::my_bent(std::size_t layer) const {
  const std::size_t mine = my_features(layer);
  if (layer > shape_.layers() || shape_.linear_nodes == 0) return mine;
  const BlockCyclicAxis all = features(layer);
  const AxisPart part(grid_.gene_part() * all.block_size, all.block_size, all.block_size * all.parts, mine);
  std::size_t bent = 0;
  while (bent < mine && part[bent] < shape_.bent_nodes(layer)) ++bent;
  return bent;
}

BlockCyclicView<float> ScalapackEngine::matrix(float* values, std::size_t layer, std::size_t each) const {
  const std::size_t groups = grid_.shape().samples;
  return {values, features(layer), {each * groups, groups, each}};
}

BlockCyclicView<const float> ScalapackEngine::layer(std::size_t layer, const Distributed& samples) const {
  const std::size_t groups = grid_.shape().samples;
  return {layer == 0 ? samples.values : outputs_[layer - 1].data(),
          features(layer),
          {samples.each * groups, groups, samples.each}};
}

MatrixView<float> ScalapackEngine::outputs(std::size_t layer, std::size_t mine) {
  return {outputs_[layer - 1].data(), mine, my_features(layer)};
}

template <class T>
BlockCyclicView<T> ScalapackEngine::stored(std::size_t dense, T* parameters) const {
  const auto [rows, columns] = stored_shape(shape_, dense);
  const bool outer = dense == 0 || dense == shape_.layers();
  return {parameters + layout_.weights(dense).offset,
          outer ? gene_rows(rows, grid_.shape()) : node_rows(rows, grid_.shape()),
          node_columns(columns, grid_.shape())};
}

ScalapackEngine::Distributed ScalapackEngine::distribute(MatrixView<const float> samples) {
  if (samples.rows() > most_rows_ || samples.columns() != my_features(0)) {
    throw std::logic_error("ScalapackEngine: samples do not fit");
  }
  const std::size_t each = grid_.ranks().maximum(samples.rows());
  const bool fits = samples.rows() == each && samples.stride() == samples.columns();
  return {fits ? samples.data() : padded(samples, each), samples.rows(), each};
}

const float* ScalapackEngine::padded(MatrixView<const float> samples, std::size_t each) {
  if (padded_.rows() == 0) padded_ = Matrix<float>(most_rows_, samples.columns());
  for (std::size_t i = 0; i < samples.rows(); ++i) {
    std::copy_n(samples.row(i).data(), samples.columns(), padded_.row(i).data());
  }
  std::fill_n(padded_.data() + samples.rows() * samples.columns(),
              (each - samples.rows()) * samples.columns(), 0.0F);
  return padded_.data();
}

double ScalapackEngine::forward(const Batch& batch) {
  const auto truth = std::get<MatrixView<const float>>(batch.values);
  inputs_ = distribute(std::get<MatrixView<const float>>(batch.inputs));
  if (inputs_.each == 0) return 0;
  propagate(inputs_);
  const double scale = 2 / (static_cast<double>(batch.samples) * static_cast<double>(shape_.genes));
  return output_delta<float>(truth, shape_.output, static_cast<float>(scale),
                             outputs(shape_.dense_layers(), inputs_.mine), output_bias_gradient_.values());
}

// Bias and activation leave the columns of zero alone: they stay zero up to the reconstruction, and so does
// their δ, which is then right for them.
void ScalapackEngine::propagate(const Distributed& samples) {
  for (std::size_t dense = 0; dense <= shape_.layers(); ++dense) {
    // H_{s+1}ᵀ = a(W_sᵀ H_sᵀ + b_s)
    multiply(blacs_, stored(dense, weights_.data()), forward_transpose(dense), layer(dense, samples),
             Transpose::no, matrix(outputs_[dense].data(), dense + 1, samples.each));
    const auto mine = outputs(dense + 1, samples.mine);
    const auto& bias = layout_.bias(dense);
    const auto values = weights_.subspan(bias.offset, bias.size());
    const std::size_t bent = my_bent(dense + 1);
    activate<float>(first_columns(mine, bent), values.first(bent), shape_.activation(dense),
                    first_columns(mine, bent));
    activate<float>(columns_from(mine, bent), values.subspan(bent), Activation::linear,
                    columns_from(mine, bent));
  }
}

// From δ of the reconstruction down: δ of a layer takes the place of its outputs, which nothing needs any
// more.
void ScalapackEngine::backward(const Batch&, std::span<float> gradient) {
  if (inputs_.each == 0) {
    std::fill(gradient.begin(), gradient.end(), 0.0F);
    return;
  }
  const std::size_t last_bias = layout_.bias(shape_.layers()).offset;
  std::ranges::copy(output_bias_gradient_.values(), gradient.subspan(last_bias).begin());
  for (std::size_t dense = shape_.layers(); dense > 0; --dense) {
    // dW_s = H_sᵀ δ_{s+1}
    weight_gradient(dense, inputs_, gradient);
    // ∂loss/∂H_sᵀ = W_s δ_{s+1}ᵀ
    multiply(blacs_, stored(dense, weights_.data()), flipped(forward_transpose(dense)),
             layer(dense + 1, inputs_), Transpose::no, matrix(derivative_.data(), dense, inputs_.each));
    // δ_s = ∂loss/∂H_s · a'(H_s),  db_{s−1} = Σ_samples δ_s
    const auto mine = outputs(dense, inputs_.mine);
    const auto& bias = layout_.bias(dense - 1);
    const MatrixView<float> derivative(derivative_.data(), mine.rows(), mine.columns());
    const auto sums = gradient.subspan(bias.offset, bias.size());
    const std::size_t bent = my_bent(dense);
    hidden_delta<float>(first_columns(mine, bent), shape_.hidden, first_columns(derivative, bent),
                        first_columns(mine, bent), sums.first(bent));
    hidden_delta<float>(columns_from(mine, bent), Activation::linear, columns_from(derivative, bent),
                        columns_from(mine, bent), sums.subspan(bent));
  }
  weight_gradient(0, inputs_, gradient);
  const Slice biases = all_biases(layout_);
  grid_.sample_axis().sum(gradient.subspan(biases.offset, biases.count));
}

// Turned as the weights lie.
void ScalapackEngine::weight_gradient(std::size_t dense, const Distributed& samples,
                                      std::span<float> gradient) {
  const auto inputs = layer(dense, samples);
  const auto delta = layer(dense + 1, samples);
  const bool turned = dense == shape_.layers();
  multiply(blacs_, turned ? delta : inputs, Transpose::no, turned ? inputs : delta, Transpose::yes,
           stored(dense, gradient.data()));
}

Numbers ScalapackEngine::reconstruct(const Numbers& samples) {
  const auto distributed = distribute(std::get<MatrixView<const float>>(samples));
  if (distributed.each > 0) propagate(distributed);
  return MatrixView<const float>(outputs(shape_.dense_layers(), distributed.mine));
}

std::size_t ScalapackEngine::first_broken_layer(const Numbers& samples) {
  const auto values = std::get<MatrixView<const float>>(samples);
  static_cast<void>(reconstruct(samples));
  if (!all_finite(values)) return 0;
  for (std::size_t layer = 1; layer <= shape_.dense_layers(); ++layer) {
    if (!all_finite(outputs(layer, values.rows()))) return layer;
  }
  return shape_.layers() + 2;
}

}  // namespace lampyris::mpi
