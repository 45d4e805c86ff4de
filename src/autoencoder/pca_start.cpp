// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/pca_start.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "src/base/error.hpp"
#include "src/base/random.hpp"
#include "src/linalg/batch_invariant_gemm.hpp"

namespace lampyris {
namespace {

constexpr double smallest_variance = 1e-9;  // of the first: a smaller one is a rounding error of zero
constexpr double spare_noise = 0.5;         // standard deviation of a spare node's bias
constexpr std::size_t gene_block = 512;     // of the product for the spare nodes of the first layer

// Where a hidden activation is used: around `point`, and how far to both sides a component's sd reaches.
struct OperatingPoint {
  double point, value, slope, reach;
};

OperatingPoint operating_point(Activation hidden) {
  // The identity down to ten sd below the mean; gelu is it from some 5 on.
  const double point = hidden == Activation::gelu ? 6 : (bends_at_zero(hidden) ? 1 : 0);
  const double reach = hidden == Activation::tanh ? 0.05 : 0.1;
  const double value = activation_value(hidden, point);
  return {point, value, activation_slope_at(hidden, point), reach};
}

std::size_t carried(const Architecture& architecture, const PrincipalAxes& axes) {
  const auto& variances = axes.variances;
  std::size_t count = std::min(axes.components.rows(), variances.size());
  for (const std::size_t width : architecture.widths) count = std::min(count, width);
  if (count == 0 || architecture.widths.empty() || !(variances[0] > 0)) return 0;
  const auto end = variances.begin() + static_cast<std::ptrdiff_t>(count);
  const auto tiny = std::find_if_not(
      variances.begin(), end, [&](double variance) { return variance > smallest_variance * variances[0]; });
  return static_cast<std::size_t>(tiny - variances.begin());
}

// What enters a spare node at first.
struct Spare {
  double bias_noise;
  std::vector<double> mix;  // k numbers, N(0, 1/k)
};

class PcaStart {
 public:
  PcaStart(const Architecture& shape, const PrincipalAxes& axes, const OutputFit& fit, std::uint64_t seed)
      : shape_(shape),
        axes_(axes),
        fit_(fit),
        seed_(seed),
        k_(carried(shape, axes)),
        at_(operating_point(shape.hidden)),
        sd_(k_) {
    std::transform(axes.variances.begin(), axes.variances.begin() + static_cast<std::ptrdiff_t>(k_),
                   sd_.begin(), [](double variance) { return std::sqrt(variance); });
  }

  [[nodiscard]] std::size_t carried_components() const { return k_; }

  void set(const ParameterPiece& piece, std::span<float> parameters) const {
    if (piece.dense == shape_.layers()) {
      piece.bias ? last_bias(piece, parameters) : last_weights(piece, parameters);
    } else if (piece.dense == 0) {
      piece.bias ? first_bias(piece, parameters) : first_weights(piece, parameters);
    } else {
      piece.bias ? inner_bias(piece, parameters) : inner_weights(piece, parameters);
    }
  }

 private:
  // The noise comes first, so that it does not depend on k.
  [[nodiscard]] Spare spare(std::size_t dense, std::size_t node) const {
    Random random(seed_, Stream::pca_start, (dense << 48) | node);
    Spare result{spare_noise * random.normal(), std::vector<double>(k_)};
    const double scale = 1 / std::sqrt(static_cast<double>(k_));
    for (double& weight : result.mix) weight = scale * random.normal();
    return result;
  }

  // As stored: sums of weights are made of the rounded ones.
  [[nodiscard]] float spare_weight(const Spare& node, std::size_t j) const {
    return static_cast<float>(node.mix[j] / (at_.reach * at_.slope));
  }
  [[nodiscard]] float last_weight(std::size_t gene, std::size_t j) const {
    const double slope = fit_.slope[gene - fit_.genes.offset];
    return static_cast<float>(slope * axes_.components(j, gene) * sd_[j] / (at_.reach * at_.slope));
  }

  void first_weights(const ParameterPiece& piece, std::span<float> parameters) const {
    std::vector<std::size_t> spares;  // positions in piece.columns
    for (std::size_t c = 0; c < piece.columns.count; ++c) {
      if (piece.columns[c] >= k_) spares.push_back(c);
    }
    const auto genes = static_cast<std::ptrdiff_t>(piece.rows.count);
#pragma omp parallel for schedule(static)
    for (std::ptrdiff_t i = 0; i < genes; ++i) {
      const auto row = static_cast<std::size_t>(i);
      for (std::size_t c = 0; c < piece.columns.count; ++c) {
        const std::size_t j = piece.columns[c];
        if (j >= k_) continue;
        parameters[piece.at(row, c)] =
            static_cast<float>(at_.reach / sd_[j] * axes_.components(j, piece.rows[row]));
      }
    }
    if (!spares.empty()) first_spares(piece, spares, parameters);
  }

  // Components, transposed, times the mixtures, a block of genes at a time: for 2,000 nodes over 20,000 genes
  // the one computation here that takes seconds.
  void first_spares(const ParameterPiece& piece, const std::vector<std::size_t>& spares,
                    std::span<float> parameters) const {
    Matrix<float> mixtures(k_, spares.size());
    for (std::size_t e = 0; e < spares.size(); ++e) {
      const Spare node = spare(0, piece.columns[spares[e]]);
      for (std::size_t j = 0; j < k_; ++j) mixtures(j, e) = static_cast<float>(node.mix[j] / sd_[j]);
    }
    for (std::size_t first = 0; first < piece.rows.count; first += gene_block) {
      const std::size_t count = std::min(gene_block, piece.rows.count - first);
      Matrix<float> components(count, k_);
      for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t j = 0; j < k_; ++j) components(i, j) = axes_.components(j, piece.rows[first + i]);
      }
      Matrix<float> weights(count, spares.size());
      batch_invariant_gemm(components.view(), mixtures.view(), weights.view());
      for (std::size_t i = 0; i < count; ++i) {
        for (std::size_t e = 0; e < spares.size(); ++e) {
          parameters[piece.at(first + i, spares[e])] = weights(i, e);
        }
      }
    }
  }

  // The mean's score of each component, in its sd; over all genes, whatever the layout.
  [[nodiscard]] std::vector<double> mean_scores() const {
    std::vector<double> scores(k_);
    const auto count = static_cast<std::ptrdiff_t>(k_);
#pragma omp parallel for schedule(static)
    for (std::ptrdiff_t i = 0; i < count; ++i) {
      const auto j = static_cast<std::size_t>(i);
      const auto component = axes_.components.row(j);
      double score = 0;
      for (std::size_t g = 0; g < component.size(); ++g) score += component[g] * axes_.mean[g];
      scores[j] = score / sd_[j];
    }
    return scores;
  }

  void first_bias(const ParameterPiece& piece, std::span<float> parameters) const {
    const auto scores = mean_scores();
    for (std::size_t c = 0; c < piece.columns.count; ++c) {
      const std::size_t node = piece.columns[c];
      double bias = at_.point;
      if (node < k_) {
        bias -= at_.reach * scores[node];
      } else {
        const Spare drawn = spare(0, node);
        bias = drawn.bias_noise;
        for (std::size_t j = 0; j < k_; ++j) bias -= drawn.mix[j] * scores[j];
      }
      parameters[piece.at(0, c)] = static_cast<float>(bias);
    }
  }

  void inner_weights(const ParameterPiece& piece, std::span<float> parameters) const {
    for (std::size_t c = 0; c < piece.columns.count; ++c) {
      const std::size_t node = piece.columns[c];
      const Spare drawn = node < k_ ? Spare{} : spare(piece.dense, node);
      for (std::size_t i = 0; i < piece.rows.count; ++i) {
        const std::size_t j = piece.rows[i];
        float weight = 0;
        if (node < k_ && j == node) weight = static_cast<float>(1 / at_.slope);
        if (node >= k_ && j < k_) weight = spare_weight(drawn, j);
        parameters[piece.at(i, c)] = weight;
      }
    }
  }

  void inner_bias(const ParameterPiece& piece, std::span<float> parameters) const {
    for (std::size_t c = 0; c < piece.columns.count; ++c) {
      const std::size_t node = piece.columns[c];
      double bias = at_.point - at_.value / at_.slope;
      if (node >= k_) {
        const Spare drawn = spare(piece.dense, node);
        bias = drawn.bias_noise;
        for (std::size_t j = 0; j < k_; ++j) bias -= at_.value * spare_weight(drawn, j);
      }
      parameters[piece.at(0, c)] = static_cast<float>(bias);
    }
  }

  void last_weights(const ParameterPiece& piece, std::span<float> parameters) const {
    const auto genes = static_cast<std::ptrdiff_t>(piece.rows.count);
#pragma omp parallel for schedule(static)
    for (std::ptrdiff_t i = 0; i < genes; ++i) {
      const auto row = static_cast<std::size_t>(i);
      for (std::size_t c = 0; c < piece.columns.count; ++c) {
        const std::size_t j = piece.columns[c];
        parameters[piece.at(row, c)] = j < k_ ? last_weight(piece.rows[row], j) : 0.0F;
      }
    }
  }

  void last_bias(const ParameterPiece& piece, std::span<float> parameters) const {
    const auto genes = static_cast<std::ptrdiff_t>(piece.columns.count);
#pragma omp parallel for schedule(static)
    for (std::ptrdiff_t i = 0; i < genes; ++i) {
      const auto column = static_cast<std::size_t>(i);
      const std::size_t gene = piece.columns[column];
      double bias = fit_.level[gene - fit_.genes.offset];
      for (std::size_t j = 0; j < k_; ++j) bias -= at_.value * last_weight(gene, j);
      parameters[piece.at(0, column)] = static_cast<float>(bias);
    }
  }

  const Architecture& shape_;
  const PrincipalAxes& axes_;
  const OutputFit& fit_;
  std::uint64_t seed_;
  std::size_t k_;
  OperatingPoint at_;
  std::vector<double> sd_;  // of the score of each component
};

bool covers(Slice genes, const AxisPart& part) {
  return part.count == 0 || (genes.contains(part[0]) && genes.contains(part[part.count - 1]));
}

void check(const ParameterLayout& layout, const PrincipalAxes& axes, const OutputFit& fit,
           std::span<const float> parameters) {
  const Architecture& shape = layout.architecture();
  const bool axes_fit = axes.components.columns() == shape.genes && axes.mean.size() == shape.genes;
  const bool values_fit = fit.level.size() == fit.genes.count && fit.slope.size() == fit.genes.count;
  const bool genes_fit =
      std::all_of(layout.pieces().begin(), layout.pieces().end(), [&](const ParameterPiece& piece) {
        return piece.dense != shape.layers() || covers(fit.genes, piece.bias ? piece.columns : piece.rows);
      });
  if (!axes_fit || !values_fit || !genes_fit || parameters.size() != layout.size()) {
    throw std::logic_error("start_at_pca: shapes do not fit");
  }
}

}  // namespace

void require_pca_start(const Architecture& architecture) {
  if (architecture.tied) {
    throw UsageError(
        "model.init = \"pca\" sets a decoder of its own, which model.tied = true does not have: set one of "
        "them otherwise");
  }
  require_output_fit(architecture.output);
}

std::size_t start_at_pca(const ParameterLayout& layout, const PrincipalAxes& axes, const OutputFit& fit,
                         std::uint64_t seed, std::span<float> parameters) {
  require_pca_start(layout.architecture());
  check(layout, axes, fit, parameters);
  const PcaStart start(layout.architecture(), axes, fit, seed);
  if (start.carried_components() == 0) {
    initialise(layout, seed, parameters);
    return 0;
  }
  std::fill(parameters.begin(), parameters.end(), 0.0F);
  for (const ParameterPiece& piece : layout.pieces()) start.set(piece, parameters);
  return start.carried_components();
}

}  // namespace lampyris
