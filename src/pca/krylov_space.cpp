// SPDX-License-Identifier: Apache-2.0
#include "src/pca/krylov_space.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "src/linalg/mixed_product.hpp"
#include "src/linalg/packed_columns.hpp"
#include "src/linalg/symmetric.hpp"

namespace lampyris {
namespace {

constexpr std::size_t genes_of_a_panel = 1024;

// Some genes of all rows.
MatrixView<double> some_of(MatrixView<double> rows, Slice genes) {
  return {rows.data() + genes.offset, rows.rows(), genes.count, rows.stride()};
}

// Calls use(genes) for some genes at a time.
template <class Use>
void for_some_genes(std::size_t genes, Use use) {
  for (std::size_t first = 0; first < genes; first += genes_of_a_panel) {
    use(Slice{first, std::min(genes_of_a_panel, genes - first)});
  }
}

/// Takes from directions what they have along the rows of a block.
class BlockProjection {
 public:
  // The coefficients: directions × rows.
  [[nodiscard]] Matrix<double> take(MatrixView<double> directions, const Matrix<float>& block) {
    Matrix<double> along(directions.rows(), block.rows());
    for_some_genes(block.columns(), [&](Slice genes) {
      packed_.assign(in_double(block, genes), Transpose::yes);
      batch_invariant_product<double>(some_of(directions, genes), packed_, along.view(), Accumulate::yes);
    });
    Matrix<double> minus(along.rows(), along.columns());
    std::ranges::transform(along.values(), minus.values().begin(), std::negate<>());
    for_some_genes(block.columns(), [&](Slice genes) {
      packed_.assign(in_double(block, genes));
      batch_invariant_product<double>(minus.view(), packed_, some_of(directions, genes), Accumulate::yes);
    });
    return along;
  }

 private:
  MatrixView<const double> in_double(const Matrix<float>& block, Slice genes) {
    if (wide_.rows() < block.rows()) wide_ = Matrix<double>(block.rows(), genes_of_a_panel);
    for (std::size_t j = 0; j < block.rows(); ++j) {
      std::copy_n(block.row(j).data() + genes.offset, genes.count, wide_.row(j).data());
    }
    return {wide_.data(), block.rows(), genes.count, genes_of_a_panel};
  }

  Matrix<double> wide_;  // used again: fresh memory takes longer than the products
  PackedColumns<double> packed_;
};

}  // namespace

Matrix<float> in_float(const Matrix<double>& matrix) {
  Matrix<float> result(matrix.rows(), matrix.columns());
  std::ranges::transform(matrix.values(), result.values().begin(),
                         [](double x) { return static_cast<float>(x); });
  return result;
}

void orthonormalise_rows(Matrix<double>& rows) {
  PackedColumns<double> packed;
  for (int round = 0; round < 2; ++round) {
    Matrix<double> gram(rows.rows(), rows.rows());
    for_some_genes(rows.columns(), [&](Slice genes) {
      const auto some = some_of(rows.view(), genes);
      packed.assign(some, Transpose::yes);
      batch_invariant_product<double>(some, packed, gram.view(), Accumulate::yes, Triangle::upper);
    });
    double trace = 0;
    for (std::size_t j = 0; j < gram.rows(); ++j) trace += gram(j, j);
    for (std::size_t j = 0; j < gram.rows(); ++j) gram(j, j) += 1e-14 * trace;  // directions may be dependent
    CholeskyFactor(std::move(gram)).solve_columns(rows.view());
  }
}

// Takes from each direction what it has along the blocks, one after the other, twice (Giraud and Langou,
// IMA J. Numerical Analysis 22:521, 2002), and gives how much that was: directions × size(). A direction is
// one rank's.
Matrix<double> KrylovSpace::project_out(Matrix<double>& directions) const {
  Matrix<double> along(directions.rows(), size_);
  if (size_ == 0) return along;
  const Slice mine = world_.share(directions.rows());
  BlockProjection projection;
  for (int round = 0; mine.count > 0 && round < 2; ++round) {
    std::size_t first = 0;
    for (const Matrix<float>& block : blocks_) {
      const auto taken = projection.take(directions.view().middle_rows(mine.offset, mine.count), block);
      for (std::size_t i = 0; i < mine.count; ++i) {
        for (std::size_t j = 0; j < block.rows(); ++j) along(mine.offset + i, first + j) += taken(i, j);
      }
      first += block.rows();
    }
  }
  gather_shares(world_, directions.values(), directions.columns());
  gather_shares(world_, along.values(), size_);
  return along;
}

void KrylovSpace::add(Matrix<double>& directions) {
  blocks_.push_back(in_float(directions));
  size_ += directions.rows();
  directions = scatter_.of_scores_and_genes(scatter_.scores(blocks_.back().view()));
  columns_.push_back(project_out(directions));
}

void KrylovSpace::make_new(Matrix<double>& directions) const {
  orthonormalise_rows(directions);
  static_cast<void>(project_out(directions));
  orthonormalise_rows(directions);
}

// Of the two halves of a symmetric matrix the one that was computed with each block's own images.
Matrix<double> KrylovSpace::within() const {
  Matrix<double> matrix(size_, size_);
  std::size_t first = 0;
  for (const Matrix<double>& column : columns_) {
    for (std::size_t j = 0; j < column.rows(); ++j) {
      for (std::size_t i = 0; i <= first + j; ++i) matrix(i, first + j) = column(j, i);
    }
    first += column.rows();
  }
  return matrix;
}

std::vector<double> KrylovSpace::greatest(std::size_t count) const {
  return greatest_eigenvalues(within(), count);
}

Matrix<double> KrylovSpace::best(std::size_t count) const {
  const auto system = greatest_eigenvectors(within(), count);
  Matrix<double> directions(count, scatter_.genes());
  const Slice mine = world_.share(count);
  Matrix<double> mixture(mine.count, size_);
  for (std::size_t i = 0; i < mine.count; ++i) {
    std::ranges::copy(system.rows.row(count - 1 - (mine.offset + i)), mixture.row(i).begin());
  }
  std::size_t first = 0;
  for (const Matrix<float>& block : blocks_) {
    if (mine.count == 0) break;
    const MatrixView<const double> part{mixture.data() + first, mine.count, block.rows(), size_};
    mixed_product(part, block.view(), directions.view().middle_rows(mine.offset, mine.count),
                  Accumulate::yes);
    first += block.rows();
  }
  gather_shares(world_, directions.values(), directions.columns());
  return directions;
}

}  // namespace lampyris
