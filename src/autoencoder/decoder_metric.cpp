// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/decoder_metric.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "src/autoencoder/layer_jacobian.hpp"
#include "src/linalg/batch_invariant_gemm.hpp"
#include "src/linalg/packed_columns.hpp"
#include "src/linalg/symmetric.hpp"

namespace lampyris {
namespace {

// The mean square of each gene's slope.
std::vector<double> output_slopes(const Autoencoder& autoencoder, MatrixView<const float> samples) {
  const Architecture& shape = autoencoder.architecture();
  const auto decoded = propagate(autoencoder, samples, shape.layers(), shape.dense_layers());
  std::vector<double> squares(shape.genes);
  for (std::size_t i = 0; i < decoded.rows(); ++i) {
    for (std::size_t g = 0; g < squares.size(); ++g) {
      const double slope = activation_slope(shape.output, static_cast<double>(decoded(i, g)));
      squares[g] += slope * slope / static_cast<double>(decoded.rows());
    }
  }
  return squares;
}

// W diag(slopes) Wᵀ of the last dense layer, some genes at a time.
Matrix<double> metric_of_last_layer(const Autoencoder& autoencoder, MatrixView<const float> samples,
                                    const World& world) {
  constexpr std::size_t at_once = 512;
  const auto weights = autoencoder.weights(autoencoder.architecture().layers());
  const auto slopes = output_slopes(autoencoder, samples);
  const Slice mine = world.share(weights.rows());
  Matrix<double> metric(weights.rows(), weights.rows());
  for (std::size_t first = 0; first < slopes.size(); first += at_once) {
    const std::size_t count = std::min(at_once, slopes.size() - first);
    Matrix<double> some(weights.rows(), count);
    for (std::size_t i = 0; i < weights.rows(); ++i)
      std::copy_n(weights.row(i).data() + first, count, some.row(i).data());
    const PackedColumns<double> right(some.view(), Transpose::yes);
    for (std::size_t i = mine.offset; i < mine.end(); ++i) {
      for (std::size_t g = 0; g < count; ++g) some(i, g) *= slopes[first + g];
    }
    batch_invariant_product<double>(some.view().middle_rows(mine.offset, mine.count), right,
                                    metric.view().middle_rows(mine.offset, mine.count), Accumulate::yes);
  }
  gather_shares(world, metric.values(), metric.columns());
  return metric;
}

// The mean of J above Jᵀ, J from this layer to the next.
Matrix<double> metric_of_layer(const Autoencoder& autoencoder, std::size_t layer,
                               MatrixView<const float> samples, const Matrix<double>& above,
                               const World& world) {
  const std::size_t nodes = samples.columns();
  const Slice mine = world.share(nodes);
  const PackedColumns<double> packed(above.view());
  Matrix<double> metric(nodes, nodes);
  const auto my_rows = metric.view().middle_rows(mine.offset, mine.count);
  Matrix<double> pulled(mine.count, above.columns());
  for (std::size_t i = 0; i < samples.rows(); ++i) {
    const auto jacobian = layer_jacobian(autoencoder, layer, samples.row(i));
    batch_invariant_product<double>(jacobian.view().middle_rows(mine.offset, mine.count), packed,
                                    pulled.view());
    batch_invariant_product<double>(pulled.view(), PackedColumns<double>(jacobian.view(), Transpose::yes),
                                    my_rows, Accumulate::yes);
  }
  for (std::size_t j = 0; j < my_rows.rows(); ++j) {
    for (double& value : my_rows.row(j)) value /= static_cast<double>(samples.rows());
  }
  gather_shares(world, metric.values(), metric.columns());
  return metric;
}

// The symmetric root. One rank makes it, as LAPACK's bits are those of one machine.
Matrix<float> root_of(const Matrix<double>& metric, const World& world) {
  const std::size_t nodes = metric.rows();
  Matrix<float> root(nodes, nodes);
  if (world.share(1).count == 1) {
    const auto vectors = decompose_symmetric(metric.clone());
    Matrix<double> scaled(nodes, nodes);
    for (std::size_t v = 0; v < nodes; ++v) {
      const double factor = std::sqrt(std::sqrt(std::max(0.0, vectors.values[v])));
      for (std::size_t j = 0; j < nodes; ++j) scaled(v, j) = factor * vectors.rows(v, j);
    }
    Matrix<double> product(nodes, nodes);
    double_gemm(scaled.view(), Transpose::yes, scaled.view(), Transpose::no, product.view());
    std::ranges::transform(product.values(), root.values().begin(),
                           [](double value) { return static_cast<float>(value); });
  }
  gather_shares(world, root.values(), root.size());
  return root;
}

}  // namespace

std::vector<std::size_t> metric_samples(std::span<const std::size_t> samples) {
  const std::size_t count = std::min(samples.size(), most_metric_samples);
  std::vector<std::size_t> some;
  for (std::size_t i = 0; i < count; ++i) some.push_back(samples[i * samples.size() / count]);
  return some;
}

std::vector<Matrix<float>> decoder_metric(const Model& model, std::span<const Matrix<float>> samples,
                                          const World& world) {
  std::vector<Matrix<float>> coordinates(model.architecture().layers());
  if (model.manifold) {
    coordinates.at(0) = model.manifold->nodes.mixing.clone();
    return coordinates;
  }
  if (samples.size() != coordinates.size() || samples.back().rows() == 0)
    throw std::logic_error("decoder_metric: no codes of each layer");
  Matrix<double> metric;
  for (std::size_t layer = coordinates.size(); layer > 0; --layer) {
    const auto codes = samples[layer - 1].view();
    metric = layer == coordinates.size() ? metric_of_last_layer(model.autoencoder, codes, world)
                                         : metric_of_layer(model.autoencoder, layer, codes, metric, world);
    coordinates[layer - 1] = root_of(metric, world);
  }
  return coordinates;
}

Matrix<float> in_coordinates(MatrixView<const float> codes, const Matrix<float>& coordinates) {
  Matrix<float> turned(codes.rows(), coordinates.columns());
  batch_invariant_gemm(codes, coordinates.view(), turned.view());
  return turned;
}

}  // namespace lampyris
