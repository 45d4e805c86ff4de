// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/residual_start.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "src/autoencoder/pinned_weights.hpp"
#include "src/base/error.hpp"
#include "src/base/random.hpp"
#include "src/linalg/batch_invariant_gemm.hpp"

namespace lampyris {
namespace {

constexpr double least_variance = 1e-9;  // of the first: a smaller one is a rounding error of zero
constexpr std::size_t genes_at_once = 512;

class ResidualStart {
 public:
  ResidualStart(const Architecture& shape, const PrincipalAxes& axes, std::uint64_t seed)
      : shape_(shape), axes_(axes), seed_(seed), k_(shape.linear_nodes) {}

  void set(const ParameterPiece& piece, std::span<float> parameters) const {
    if (piece.dense == 0) {
      piece.bias ? first_bias(piece, parameters) : first_weights(piece, parameters);
    } else if (piece.dense == shape_.layers()) {
      piece.bias ? last_bias(piece, parameters) : last_weights(piece, parameters);
    } else if (!piece.bias && piece.dense == shape_.code_layer()) {
      after_code(piece, parameters);
    } else if (!piece.bias && piece.dense + 1 == shape_.code_layer()) {
      // f is nothing at first; pinned weights carry the scores.
      for (std::size_t i = 0; i < piece.size(); ++i) parameters[piece.offset + i] = 0;
    }
  }

 private:
  // k × all nodes of the layer: how much of each component, in its scores, enters a node.
  [[nodiscard]] Matrix<float> mixtures(std::size_t dense) const {
    const std::size_t bent = shape_.bent_nodes(dense + 1);
    Matrix<float> result(k_, shape_.outputs(dense));
    for (std::size_t node = 0; node < bent; ++node) {
      Random random(seed_, Stream::residual_start, (dense << 48) | node);
      for (std::size_t j = 0; j < k_; ++j) {
        result(j, node) =
            static_cast<float>(random.normal() / std::sqrt(static_cast<double>(k_) * axes_.variances[j]));
      }
    }
    for (std::size_t j = 0; j < k_; ++j) result(j, bent + j) = 1;
    return result;
  }

  void first_weights(const ParameterPiece& piece, std::span<float> parameters) const {
    const auto mix = mixtures(0);
    for (std::size_t first = 0; first < piece.rows.count; first += genes_at_once) {
      const std::size_t count = std::min(genes_at_once, piece.rows.count - first);
      Matrix<float> components(count, k_);
      for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t j = 0; j < k_; ++j) components(i, j) = axes_.components(j, piece.rows[first + i]);
      }
      Matrix<float> weights(count, mix.columns());
      batch_invariant_gemm(std::as_const(components).view(), mix.view(), weights.view());
      for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t c = 0; c < piece.columns.count; ++c) {
          parameters[piece.at(first + i, c)] = weights(i, piece.columns[c]);
        }
      }
    }
  }

  // What the mean of the samples makes of a node; over all genes, whatever the layout.
  void first_bias(const ParameterPiece& piece, std::span<float> parameters) const {
    std::vector<double> scores(k_);
    for (std::size_t j = 0; j < k_; ++j) {
      const auto component = axes_.components.row(j);
      for (std::size_t g = 0; g < component.size(); ++g) scores[j] += component[g] * axes_.mean[g];
    }
    const auto mix = mixtures(0);
    for (std::size_t c = 0; c < piece.columns.count; ++c) {
      double bias = 0;
      for (std::size_t j = 0; j < k_; ++j) bias -= mix(j, piece.columns[c]) * scores[j];
      parameters[piece.at(0, c)] = static_cast<float>(bias);
    }
  }

  void after_code(const ParameterPiece& piece, std::span<float> parameters) const {
    const auto mix = mixtures(piece.dense);
    for (std::size_t i = 0; i < piece.rows.count; ++i) {
      for (std::size_t c = 0; c < piece.columns.count; ++c) {
        parameters[piece.at(i, c)] = mix(piece.rows[i], piece.columns[c]);
      }
    }
  }

  void last_weights(const ParameterPiece& piece, std::span<float> parameters) const {
    const std::size_t bent = shape_.bent_nodes(shape_.layers());
    for (std::size_t i = 0; i < piece.rows.count; ++i) {
      for (std::size_t c = 0; c < piece.columns.count; ++c) {
        const std::size_t node = piece.columns[c];
        parameters[piece.at(i, c)] = node < bent ? 0.0F : axes_.components(node - bent, piece.rows[i]);
      }
    }
  }

  void last_bias(const ParameterPiece& piece, std::span<float> parameters) const {
    for (std::size_t c = 0; c < piece.columns.count; ++c) {
      parameters[piece.at(0, c)] = static_cast<float>(axes_.mean[piece.columns[c]]);
    }
  }

  const Architecture& shape_;
  const PrincipalAxes& axes_;
  std::uint64_t seed_;
  std::size_t k_;
};

}  // namespace

Architecture residual_architecture(Architecture plain, const ResidualShape& shape) {
  if (shape.widths.empty()) throw UsageError("model.kind = \"residual\" needs a width in model.widths");
  if (shape.code == 0) throw UsageError("model.kind = \"residual\" needs a model.code above 0");
  if (plain.tied) {
    throw UsageError("model.kind = \"residual\" has a decoder of its own: set model.tied = false");
  }
  if (plain.output != Activation::linear) {
    throw UsageError(
        fmt::format("model.kind = \"residual\" begins as PCA: it needs model.output = \"linear\", not \"{}\"",
                    to_string(plain.output)));
  }
  plain.linear_nodes = shape.code;
  plain.widths.clear();
  for (const std::size_t width : shape.widths) plain.widths.push_back(width + shape.code);
  plain.widths.push_back(shape.code);
  for (std::size_t layer = shape.widths.size(); layer > 0; --layer) {
    plain.widths.push_back(shape.widths[layer - 1] + shape.code);
  }
  return plain;
}

void start_residual(const ParameterLayout& layout, const PrincipalAxes& axes, std::uint64_t seed,
                    std::span<float> parameters) {
  const Architecture& shape = layout.architecture();
  const std::size_t code = shape.linear_nodes;
  const auto varies = [&](std::size_t j) {
    return j < axes.components.rows() && axes.variances[j] > least_variance * axes.variances[0];
  };
  std::size_t found = 0;
  while (found < code && varies(found)) ++found;
  if (found < code) {
    throw DataError(
        fmt::format("model.code = {}: the training samples have {} principal components; set a smaller code",
                    code, found));
  }
  if (axes.components.columns() != shape.genes || axes.mean.size() != shape.genes ||
      parameters.size() != layout.size()) {
    throw std::logic_error("start_residual: shapes do not fit");
  }
  initialise(layout, seed, parameters);
  const ResidualStart start(shape, axes, seed);
  for (const ParameterPiece& piece : layout.pieces()) start.set(piece, parameters);
  for (const PinnedWeight& pinned : pinned_weights(layout)) parameters[pinned.at] = pinned.value;
}

}  // namespace lampyris
