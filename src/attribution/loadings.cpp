// SPDX-License-Identifier: Apache-2.0
#include "src/attribution/loadings.hpp"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>
#include <vector>

#include "src/linalg/double_gemm.hpp"
#include "src/linalg/mixed_product.hpp"
#include "src/linalg/packed_columns.hpp"
#include "src/linalg/symmetric.hpp"

namespace lampyris {
namespace {

constexpr std::size_t samples_summed_at_once = 256;
constexpr double greatest_condition = 1e6;

/// Activations with their means taken away, in double, some samples at a time.
class CentredActivations {
 public:
  explicit CentredActivations(MatrixView<const float> activations)
      : activations_(activations), mean_(activations.columns()) {
    for (std::size_t i = 0; i < samples(); ++i) {
      for (std::size_t j = 0; j < nodes(); ++j) mean_[j] += static_cast<double>(activations(i, j));
    }
    for (double& mean : mean_) mean /= static_cast<double>(samples());
  }

  [[nodiscard]] std::size_t samples() const { return activations_.rows(); }
  [[nodiscard]] std::size_t nodes() const { return activations_.columns(); }
  [[nodiscard]] double mean(std::size_t node) const { return mean_[node]; }

  /// samples × nodes.
  [[nodiscard]] Matrix<double> rows(Slice samples) const {
    Matrix<double> result(samples.count, nodes());
    for (std::size_t i = 0; i < samples.count; ++i) {
      for (std::size_t j = 0; j < nodes(); ++j) result(i, j) = at(samples.offset + i, j);
    }
    return result;
  }
  /// These nodes × samples.
  [[nodiscard]] Matrix<double> columns(Slice samples, Slice some) const {
    Matrix<double> result(some.count, samples.count);
    for (std::size_t i = 0; i < samples.count; ++i) {
      for (std::size_t j = 0; j < some.count; ++j) result(j, i) = at(samples.offset + i, some.offset + j);
    }
    return result;
  }

 private:
  [[nodiscard]] double at(std::size_t sample, std::size_t node) const {
    return static_cast<double>(activations_(sample, node)) - mean_[node];
  }
  MatrixView<const float> activations_;
  std::vector<double> mean_;
};

// Collective. Σ over samples: nodes × nodes.
Matrix<double> scatter_of(const CentredActivations& activations, const World& world) {
  Matrix<double> scatter(activations.nodes(), activations.nodes());
  const Slice mine = world.share(activations.nodes());
  for (std::size_t first = 0; first < activations.samples(); first += samples_summed_at_once) {
    const Slice some{first, std::min(samples_summed_at_once, activations.samples() - first)};
    const auto right = activations.rows(some);
    batch_invariant_product<double>(activations.columns(some, mine).view(),
                                    PackedColumns<double>(right.view()),
                                    scatter.view().middle_rows(mine.offset, mine.count), Accumulate::yes);
  }
  gather_shares(world, scatter.values(), activations.nodes());
  return scatter;
}

// One over the root of each node's sum of squares; 0 for a node that moves by no more than rounding of its
// mean does.
std::vector<double> scales_of(const CentredActivations& activations, const Matrix<double>& scatter) {
  std::vector<double> scales;
  for (std::size_t j = 0; j < activations.nodes(); ++j) {
    const double rounding = 1e-10 * std::fabs(activations.mean(j));
    const double least = static_cast<double>(activations.samples()) * rounding * rounding;
    scales.push_back(scatter(j, j) > least ? 1 / std::sqrt(scatter(j, j)) : 0);
  }
  return scales;
}

struct Inverse {
  Matrix<double> values;
  double ridge = 0;
};

// The inverse of the scatter, through that of the correlations and a ridge.
Inverse invert(Matrix<double> scatter, const std::vector<double>& scales) {
  const std::size_t nodes = scales.size();
  for (std::size_t j = 0; j < nodes; ++j) {
    for (std::size_t k = 0; k < nodes; ++k) scatter(j, k) *= scales[j] * scales[k];
    scatter(j, j) = 1;  // of a node that does not vary, too, which then has nothing to do with the others
  }
  const auto eigen = decompose_symmetric(std::move(scatter));
  const double greatest = eigen.values.back();
  Inverse inverse{Matrix<double>(nodes, nodes),
                  std::max(0.0, greatest / greatest_condition - eigen.values.front())};
  Matrix<double> divided = eigen.rows.clone();
  for (std::size_t e = 0; e < nodes; ++e) {
    for (double& value : divided.row(e)) value /= eigen.values[e] + inverse.ridge;
  }
  double_gemm(divided.view(), Transpose::yes, eigen.rows.view(), Transpose::no, inverse.values.view());
  for (std::size_t j = 0; j < nodes; ++j) {
    for (std::size_t k = 0; k < nodes; ++k) inverse.values(j, k) *= scales[j] * scales[k];
  }
  return inverse;
}

// Collective. By one rank: the number of threads, and so the last bits, may differ between machines.
Inverse invert_once(Matrix<double> scatter, const std::vector<double>& scales, const World& world) {
  const std::size_t nodes = scales.size();
  Matrix<double> packed(1, nodes * nodes + 1);
  if (world.share(1).count == 1) {
    const auto inverse = invert(std::move(scatter), scales);
    std::ranges::copy(inverse.values.values(), packed.values().begin());
    packed.values().back() = inverse.ridge;
  }
  gather_shares(world, packed.values(), packed.size());
  Inverse inverse{Matrix<double>(nodes, nodes), packed.values().back()};
  std::copy_n(packed.data(), nodes * nodes, inverse.values.data());
  return inverse;
}

}  // namespace

Loadings fit_loadings(MatrixView<const float> activations, std::size_t genes, const GeneReader& read,
                      const World& world) {
  const std::size_t nodes = activations.columns();
  Loadings loadings{Matrix<float>(genes, nodes)};
  if (activations.rows() == 0 || nodes == 0) return loadings;
  const CentredActivations centred(activations);
  auto scatter = scatter_of(centred, world);
  const auto scales = scales_of(centred, scatter);
  const auto inverse = invert_once(std::move(scatter), scales, world);
  loadings.ridge = inverse.ridge;

  const Slice mine = world.share(genes);
  Matrix<double> products(nodes, mine.count);  // Σ over samples of node · gene
  if (mine.count > 0) {
    read(mine, [&](std::size_t first, MatrixView<const float> samples) {
      const auto left = centred.columns({first, samples.rows()}, {0, nodes});
      mixed_product(left.view(), samples, products.view(), Accumulate::yes);
    });
  }
  Matrix<double> coefficients(nodes, mine.count);
  for (std::size_t first = 0; first < mine.count; first += samples_summed_at_once) {
    const std::size_t count = std::min(samples_summed_at_once, mine.count - first);
    const auto part = [&](Matrix<double>& of) {
      return MatrixView<double>(of.data() + first, nodes, count, mine.count);
    };
    batch_invariant_product<double>(inverse.values.view(), PackedColumns<double>(part(products)),
                                    part(coefficients));
  }
  for (std::size_t g = 0; g < mine.count; ++g) {
    for (std::size_t j = 0; j < nodes; ++j) {
      loadings.values(mine.offset + g, j) = static_cast<float>(coefficients(j, g));
    }
  }
  gather_shares(world, loadings.values.values(), nodes);
  return loadings;
}

}  // namespace lampyris
