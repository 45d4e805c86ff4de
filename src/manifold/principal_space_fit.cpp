// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/principal_space_fit.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "src/linalg/packed_columns.hpp"
#include "src/linalg/symmetric.hpp"
#include "src/manifold/shard_rows.hpp"
#include "src/pca/exact_scatter.hpp"
#include "src/pca/leading_directions.hpp"
#include "src/pca/unit_rows.hpp"

namespace lampyris {
namespace {

// Eigenvalues of a scatter matrix below this part of the first one are rounding.
constexpr double rounding = 1e-12;
constexpr std::size_t genes_at_once = 512;

// Collective. One rank decomposes, all have the result.
Eigenvectors decompose_once(Matrix<double> scatter, const World& world) {
  const std::size_t side = scatter.rows();
  Eigenvectors result{std::vector<double>(side), {}};
  if (world.share(1).count == 1) {
    result = decompose_symmetric(std::move(scatter));
  } else {
    result.rows = std::move(scatter);
  }
  gather_shares(world, std::span(result.values), side);
  gather_shares(world, result.rows.values(), side * side);
  return result;
}

std::size_t rank_of(const std::vector<double>& rising, std::size_t most) {
  const auto beyond = [&](double x) { return x > rounding * rising.back(); };
  return std::min(most, static_cast<std::size_t>(std::count_if(rising.begin(), rising.end(), beyond)));
}

// Takes the last `count` eigenvalues, falling.
std::vector<double> variances_of(const std::vector<double>& rising, std::size_t count, std::size_t samples) {
  std::vector<double> variances(count);
  for (std::size_t j = 0; j < count; ++j) {
    variances[j] = rising[rising.size() - 1 - j] / static_cast<double>(samples - 1);
  }
  return variances;
}

/// From samples × samples: X = U S Vᵀ, V S = Xᵀ U.
class GramFit {
 public:
  GramFit(const SampleShard& shard, const World& world, const std::vector<double>& mean)
      : shard_(shard), world_(world), mean_(mean) {}

  void run(PrincipalSpace& space) const {
    const auto system = decompose_once(gram(), world_);
    const std::size_t rank = rank_of(system.values, shard_.total - 1);
    space.variances = variances_of(system.values, rank, shard_.total);
    Matrix<double> left(rank, shard_.total);
    for (std::size_t j = 0; j < rank; ++j) {
      std::copy_n(system.rows.row(shard_.total - 1 - j).data(), shard_.total, left.row(j).data());
    }
    space.directions = unit_rows(times_samples(left));
  }

 private:
  // Collective. Genes × samples, centred.
  [[nodiscard]] Matrix<double> panel(std::size_t first, std::size_t count) const {
    const auto& values = shard_.values;
    const MatrixView<const float> mine(values.data() + first, values.rows(), count, values.stride());
    const auto rows = gather_all_rows(world_, mine, shard_.first, shard_.total);
    Matrix<double> centred(count, shard_.total);
    for (std::size_t i = 0; i < rows.rows(); ++i) {
      for (std::size_t g = 0; g < count; ++g)
        centred(g, i) = static_cast<double>(rows(i, g)) - mean_[first + g];
    }
    return centred;
  }

  template <class Use>
  void for_each_panel(Use use) const {
    for (std::size_t first = 0; first < mean_.size(); first += genes_at_once) {
      const std::size_t count = std::min(genes_at_once, mean_.size() - first);
      use(first, panel(first, count));
    }
  }

  // Collective. Every element is one rank's, summed over the genes in order.
  [[nodiscard]] Matrix<double> gram() const {
    Matrix<double> gram(shard_.total, shard_.total);
    const Slice mine = world_.share(shard_.total);
    for_each_panel([&](std::size_t, const Matrix<double>& panel) {
      Matrix<double> own(mine.count, panel.rows());
      for (std::size_t i = 0; i < mine.count; ++i) {
        for (std::size_t g = 0; g < panel.rows(); ++g) own(i, g) = panel(g, mine.offset + i);
      }
      batch_invariant_product<double>(own.view(), PackedColumns<double>(panel.view()),
                                      gram.view().middle_rows(mine.offset, mine.count), Accumulate::yes);
    });
    gather_shares(world_, gram.values(), shard_.total);
    return gram;
  }

  // Collective. left · X: the genes of a panel are shared out.
  [[nodiscard]] Matrix<double> times_samples(const Matrix<double>& left) const {
    const PackedColumns<double> packed(left.view(), Transpose::yes);
    Matrix<double> product(left.rows(), mean_.size());
    for_each_panel([&](std::size_t first, const Matrix<double>& panel) {
      const Slice mine = world_.share(panel.rows());
      Matrix<double> by_gene(panel.rows(), left.rows());
      batch_invariant_product<double>(panel.view().middle_rows(mine.offset, mine.count), packed,
                                      by_gene.view().middle_rows(mine.offset, mine.count));
      gather_shares(world_, by_gene.values(), left.rows());
      for (std::size_t g = 0; g < panel.rows(); ++g) {
        for (std::size_t j = 0; j < left.rows(); ++j) product(j, first + g) = by_gene(g, j);
      }
    });
    return product;
  }

  const SampleShard& shard_;
  const World& world_;
  const std::vector<double>& mean_;
};

}  // namespace

PrincipalSpace fit_principal_space(const SampleShard& shard, const PrincipalSpaceOptions& options,
                                   const World& world, Progress& progress) {
  const ExactScatter scatter(shard, world);
  PrincipalSpace space;
  space.mean = scatter.mean();
  space.total_variance = scatter.total_variance();
  const std::size_t genes = shard.values.columns();
  if (shard.total <= std::min(genes, options.every_direction)) {
    GramFit(shard, world, space.mean).run(space);
    progress.advance(1);
  } else if (genes <= options.every_direction) {
    const auto system = decompose_once(scatter.of_genes(), world);
    const std::size_t rank = rank_of(system.values, std::min(shard.total - 1, genes));
    space.variances = variances_of(system.values, rank, shard.total);
    Matrix<double> rows(rank, genes);
    for (std::size_t j = 0; j < rank; ++j) {
      std::copy_n(system.rows.row(genes - 1 - j).data(), genes, rows.row(j).data());
    }
    space.directions = unit_rows(rows);
    progress.advance(1);
  } else {
    auto leading = leading_directions(scatter, {.count = options.directions}, world, progress);
    space.variances = std::move(leading.variances);
    space.directions = unit_rows(leading.rows);
  }
  return space;
}

}  // namespace lampyris
