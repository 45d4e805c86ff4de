// SPDX-License-Identifier: Apache-2.0
#include "mpi/pca/randomised_pca.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "mpi/pca/component_rows.hpp"
#include "mpi/pca/sample_moments.hpp"
#include "mpi/scalapack/dist_matrix_exchange.hpp"
#include "mpi/scalapack/routines.hpp"
#include "src/base/random.hpp"
#include "src/linalg/centred_blocks.hpp"
#include "src/linalg/double_gemm.hpp"

namespace lampyris::mpi {
namespace {

// With X the centred samples × genes, cut by samples: every product with X or Xᵀ is my samples' alone or a
// sum over the ranks. Directions are kept as rows, directions × genes, on every rank.
class RangeFinder {
 public:
  RangeFinder(const RowBlocks& rows, std::size_t directions, const ScalapackGrid& grid)
      : rows_(rows), directions_(directions), genes_(rows.mine.columns()), grid_(grid) {}

  // Ωᵀ X: Ω has independent normal entries, those of a sample being a function of the seed and its place.
  [[nodiscard]] Matrix<double> random_mixtures(std::uint64_t seed) const {
    const std::size_t before = rows_.of_rank[static_cast<std::size_t>(ranks().rank())].offset;
    return sum_over_samples([&](std::size_t first, MatrixView<const double> block, Matrix<double>& sum) {
      Matrix<double> weights(block.rows(), directions_);
      for (std::size_t i = 0; i < weights.rows(); ++i) {
        Random random(seed, Stream::range_finder, before + first + i);
        for (double& weight : weights.row(i)) weight = random.normal();
      }
      double_gemm(weights.view(), Transpose::yes, block, Transpose::no, sum.view(), Accumulate::yes);
    });
  }

  // W Xᵀ X. X W is not orthonormalised on the way: in double that loses only directions whose variance is
  // below 1e-16 of the first one's, which float values do not resolve.
  [[nodiscard]] Matrix<double> sharpened(const Matrix<double>& basis) const {
    return sum_over_samples([&](std::size_t, MatrixView<const double> block, Matrix<double>& sum) {
      const auto codes = encode(block, basis);
      double_gemm(codes.view(), Transpose::yes, block, Transpose::no, sum.view(), Accumulate::yes);
    });
  }

  // W Xᵀ X Wᵀ: directions × directions.
  [[nodiscard]] Matrix<double> scatter(const Matrix<double>& basis) const {
    Matrix<double> sum(directions_, directions_);
    for_each_centred_block(rows_.mine, rows_.centre, [&](std::size_t, MatrixView<const double> block) {
      const auto codes = encode(block, basis);
      double_gemm(codes.view(), Transpose::yes, codes.view(), Transpose::no, sum.view(), Accumulate::yes);
    });
    ranks().sum(sum.values());
    return sum;
  }

  // Orthonormal rows that span the same.
  [[nodiscard]] Matrix<double> orthonormal(const Matrix<double>& directions) const {
    auto columns = distribute(directions);
    orthonormalise(columns);
    return gather_columns(columns, {0, directions_});
  }

  [[nodiscard]] DistMatrix<double> distribute(const Matrix<double>& columns_in_rows) const {
    DistMatrix<double> distributed(grid_, columns_in_rows.columns(), columns_in_rows.rows());
    distribute_columns(columns_in_rows.view(), distributed);
    return distributed;
  }

 private:
  [[nodiscard]] const Communicator& ranks() const { return grid_.ranks(); }

  [[nodiscard]] Matrix<double> encode(MatrixView<const double> block, const Matrix<double>& basis) const {
    Matrix<double> codes(block.rows(), directions_);
    double_gemm(block, Transpose::no, basis.view(), Transpose::yes, codes.view());
    return codes;
  }

  template <class Add>
  [[nodiscard]] Matrix<double> sum_over_samples(Add add) const {
    Matrix<double> sum(directions_, genes_);
    for_each_centred_block(rows_.mine, rows_.centre, [&](std::size_t first, MatrixView<const double> block) {
      add(first, block, sum);
    });
    ranks().sum(sum.values());
    return sum;
  }

  const RowBlocks& rows_;
  std::size_t directions_;
  std::size_t genes_;
  const ScalapackGrid& grid_;
};

// The last `count` eigenvectors, as combinations of the basis.
Matrix<float> components_from(const RangeFinder& finder, const Matrix<double>& basis,
                              const EigenSystem& system, std::size_t count) {
  const auto columns = finder.distribute(basis);
  DistMatrix<double> product(columns.grid(), columns.rows(), count);
  multiply(columns, system.vectors, {basis.rows() - count, count}, product);
  ComponentRows rows(count, columns.rows());
  // One block at a time: never all components in double beside those in float.
  constexpr std::size_t block = BlockCyclicAxis::block;
  for (std::size_t first = 0; first < count; first += block) {
    rows.add(gather_columns(product, {first, std::min(block, count - first)}), first, 0);
  }
  return std::move(rows).normalised();
}

}  // namespace

Pca fit_randomised_pca(MatrixView<const float> mine, const RandomisedPca& options, const Communicator& ranks,
                       Progress& progress) {
  SampleMoments moments = sample_moments(mine, ranks);
  Pca pca;
  pca.mean = std::move(moments.mean);
  pca.total_variance = moments.total_variance;
  const RowBlocks rows = make_row_blocks(mine, pca.mean, ranks);
  const std::size_t most = std::min(moments.samples - 1, mine.columns());
  const std::size_t wanted = std::min(options.components, most);
  const std::size_t directions = wanted + std::min(options.beyond(), most - wanted);

  const ScalapackGrid grid(ranks, BlacsShape::tall);
  const RangeFinder finder(rows, directions, grid);
  auto basis = finder.orthonormal(finder.random_mixtures(options.seed));
  progress.advance(1);
  for (std::size_t i = 0; i < options.power; ++i) {
    basis = finder.orthonormal(finder.sharpened(basis));
    progress.advance(1);
  }
  auto scatter = finder.distribute(finder.scatter(basis));
  const auto system = decompose_symmetric(scatter);
  progress.advance(1);

  const std::vector<double> falling(system.values.rbegin(), system.values.rend());
  const std::size_t count =
      std::min(wanted, rank_of_scatter(falling, std::max(moments.samples, mine.columns())));
  pca.components = components_from(finder, basis, system, count);
  for (std::size_t k = 0; k < count; ++k) {
    pca.explained_variance.push_back(falling[k] / static_cast<double>(moments.samples - 1));
  }
  return pca;
}

}  // namespace lampyris::mpi
