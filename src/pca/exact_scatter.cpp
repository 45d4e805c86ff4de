// SPDX-License-Identifier: Apache-2.0
#include "src/pca/exact_scatter.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "src/base/error.hpp"
#include "src/base/multiversion.hpp"
#include "src/linalg/packed_columns.hpp"

namespace lampyris {
namespace {

// Samples and genes that are worked on together: blocks that stay in the second cache.
constexpr std::size_t scattered_at_once = 192;
constexpr std::size_t summed_genes = 512;
constexpr std::size_t projected_at_once = 96;
constexpr std::size_t genes_at_once = 1024;

// Rows become columns: what is summed over lies along the rows of a left factor.
Matrix<double> transposed(const Matrix<double>& matrix) {
  Matrix<double> result(matrix.columns(), matrix.rows());
  constexpr std::size_t tile = 16;
  for (std::size_t first = 0; first < matrix.columns(); first += tile) {
    for (std::size_t i = 0; i < matrix.rows(); ++i) {
      for (std::size_t j = first; j < std::min(first + tile, matrix.columns()); ++j)
        result(j, i) = matrix(i, j);
    }
  }
  return result;
}

struct Rounding {
  double power;  // above every magnitude
  const ExactSums& sums;
};

LAMPYRIS_MULTIVERSION
void centre_row(const float* values, const double* mean, std::size_t count, float* centred) {
  for (std::size_t g = 0; g < count; ++g)
    centred[g] = static_cast<float>(static_cast<double>(values[g]) - mean[g]);
}

LAMPYRIS_MULTIVERSION
void round_row(const float* values, const double* mean, std::size_t count, const Rounding& to,
               double* rounded) {
  const double power = to.power;
  const double scale = 1 / power;  // exact: of a power of two
  const ExactSums sums = to.sums;
  for (std::size_t g = 0; g < count; ++g) {
    rounded[g] = power * sums.rounded((static_cast<double>(values[g]) - mean[g]) * scale);
  }
}

template <class Use>
void for_each_block(std::size_t rows, Use use) {
  for (std::size_t first = 0; first < rows; first += scattered_at_once) {
    use(first, std::min(scattered_at_once, rows - first));
  }
}

}  // namespace

ExactScatter::ExactScatter(const SampleShard& shard, const World& world)
    : shard_(shard),
      world_(world),
      sums_(std::max<std::size_t>(1, shard.total)),
      mean_(shard.values.columns()) {
  if (shard.total < 2) throw DataError("PCA: needs at least two samples");
  find_mean();
  find_spread();
  if (!(total_variance_ > 0)) throw DataError("PCA: no gene varies over the samples");
}

void ExactScatter::find_mean() {
  double greatest = 0;
  bool finite = true;
  for (std::size_t i = 0; i < shard_.values.rows(); ++i) {
    for (const float x : shard_.values.row(i)) {
      finite = finite && std::isfinite(x);
      greatest = std::max(greatest, std::abs(static_cast<double>(x)));
    }
  }
  if (world_.any(!finite)) throw DataError("PCA: not all values are finite");
  world_.maximum(std::span(&greatest, 1));
  const double power = power_above(greatest);
  // Multiples of 2^−bits below 1, so many that they add up without rounding.
  const int bits = 53 - static_cast<int>(std::bit_width(shard_.total));
  const double shift = std::ldexp(1.5, 52 - bits);
  for (std::size_t i = 0; i < shard_.values.rows(); ++i) {
    const auto row = shard_.values.row(i);
    for (std::size_t g = 0; g < row.size(); ++g)
      mean_[g] += (static_cast<double>(row[g]) / power + shift) - shift;
  }
  world_.sum(mean_);
  for (double& mean : mean_) mean *= power / static_cast<double>(shard_.total);
}

void ExactScatter::find_spread() {
  std::vector<double> squares(shard_.total);
  double greatest = 0;
  for (std::size_t i = 0; i < shard_.values.rows(); ++i) {
    const auto row = shard_.values.row(i);
    double square = 0;
    for (std::size_t g = 0; g < row.size(); ++g) {
      const double x = static_cast<double>(row[g]) - mean_[g];
      square += x * x;
      greatest = std::max(greatest, std::abs(x));
    }
    squares[shard_.first + i] = square;
  }
  world_.maximum(std::span(&greatest, 1));
  power_ = power_above(greatest);
  world_.sum(squares);
  total_variance_ =
      std::accumulate(squares.begin(), squares.end(), 0.0) / static_cast<double>(shard_.total - 1);
}

void ExactScatter::round_samples(Slice rows, Slice genes, Matrix<double>& rounded) const {
  const double* const mean = mean_.data() + genes.offset;
  for (std::size_t i = 0; i < rows.count; ++i) {
    round_row(shard_.values.row(rows.offset + i).data() + genes.offset, mean, genes.count, {power_, sums_},
              rounded.row(i).data());
  }
}

void ExactScatter::centre_samples(Slice rows, Slice genes, Matrix<float>& centred) const {
  const double* const mean = mean_.data() + genes.offset;
  for (std::size_t i = 0; i < rows.count; ++i) {
    centre_row(shard_.values.row(rows.offset + i).data() + genes.offset, mean, genes.count,
               centred.row(i).data());
  }
}

Matrix<double> ExactScatter::rounded_samples(std::size_t first, std::size_t count) const {
  Matrix<double> rows(count, mean_.size());
  round_samples({first, count}, {0, mean_.size()}, rows);
  return rows;
}

std::vector<double> ExactScatter::powers_above(const Matrix<float>& scores) const {
  std::vector<double> powers(scores.columns());
  for (std::size_t i = 0; i < scores.rows(); ++i) {
    for (std::size_t j = 0; j < powers.size(); ++j) {
      powers[j] = std::max(powers[j], std::abs(static_cast<double>(scores(i, j))));
    }
  }
  world_.maximum(powers);
  std::transform(powers.begin(), powers.end(), powers.begin(), power_above);
  return powers;
}

Matrix<double> ExactScatter::rounded_scores(const Matrix<float>& scores, const std::vector<double>& powers,
                                            std::size_t first, std::size_t count) const {
  Matrix<double> rows(count, scores.columns());
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = 0; j < powers.size(); ++j) {
      rows(i, j) = powers[j] * sums_.rounded(static_cast<double>(scores(first + i, j)) / powers[j]);
    }
  }
  return rows;
}

Matrix<double> ExactScatter::of_genes() const {
  Matrix<double> scatter(mean_.size(), mean_.size());
  for_each_block(shard_.values.rows(), [&](std::size_t first, std::size_t count) {
    const auto rows = rounded_samples(first, count);
    batch_invariant_product<double>(transposed(rows).view(), PackedColumns<double>(rows.view()),
                                    scatter.view(), Accumulate::yes, Triangle::upper);
  });
  world_.sum(scatter.values());
  return scatter;
}

// Some genes at a time, so that the directions stay in cache for all samples; their sums, of one order, add
// up in double.
Matrix<float> ExactScatter::scores(MatrixView<const float> directions) const {
  const std::size_t rows = shard_.values.rows();
  Matrix<double> sums(rows, directions.rows());
  PackedColumns<float> packed;
  const auto blocks = static_cast<std::ptrdiff_t>((rows + projected_at_once - 1) / projected_at_once);
#pragma omp parallel
  {
    Matrix<float> centred(projected_at_once, genes_at_once);
    Matrix<float> product(projected_at_once, directions.rows());
    for (std::size_t first = 0; first < genes(); first += genes_at_once) {
      const Slice some{first, std::min(genes_at_once, genes() - first)};
#pragma omp single
      packed.assign({directions.data() + first, directions.rows(), some.count, directions.stride()},
                    Transpose::yes);
#pragma omp for schedule(static)
      for (std::ptrdiff_t b = 0; b < blocks; ++b) {
        const std::size_t begin = static_cast<std::size_t>(b) * projected_at_once;
        const Slice block{begin, std::min(projected_at_once, rows - begin)};
        centre_samples(block, some, centred);
        batch_invariant_product<float>({centred.data(), block.count, some.count, centred.columns()}, packed,
                                       product.view().middle_rows(0, block.count));
        double* const to = sums.row(begin).data();
        for (std::size_t i = 0; i < block.count * directions.rows(); ++i) {
          to[i] += static_cast<double>(product.data()[i]);
        }
      }
    }
  }
  Matrix<float> scores(rows, directions.rows());
  std::ranges::transform(sums.values(), scores.values().begin(),
                         [](double x) { return static_cast<float>(x); });
  return scores;
}

Matrix<double> ExactScatter::of_scores_and_genes(const Matrix<float>& scores) const {
  const auto powers = powers_above(scores);
  std::vector<Matrix<double>> left;  // of each block of samples: directions × samples
  for_each_block(scores.rows(), [&](std::size_t first, std::size_t count) {
    left.push_back(transposed(rounded_scores(scores, powers, first, count)));
  });
  Matrix<double> sum(scores.columns(), genes());
  const auto panels = static_cast<std::ptrdiff_t>((genes() + summed_genes - 1) / summed_genes);
#pragma omp parallel
  {
    Matrix<double> rounded(scattered_at_once, summed_genes);  // once: fresh memory takes longer than its use
    PackedColumns<double> packed;
#pragma omp for schedule(dynamic)
    for (std::ptrdiff_t p = 0; p < panels; ++p) {
      const std::size_t first = static_cast<std::size_t>(p) * summed_genes;
      const std::size_t count = std::min(summed_genes, genes() - first);
      const MatrixView<double> columns{sum.data() + first, sum.rows(), count, sum.columns()};
      for (std::size_t b = 0; b < left.size(); ++b) {
        round_samples({b * scattered_at_once, left[b].columns()}, {first, count}, rounded);
        packed.assign({rounded.data(), left[b].columns(), count, rounded.columns()});
        batch_invariant_product<double>(left[b].view(), packed, columns, Accumulate::yes);
      }
    }
  }
  world_.sum(sum.values());
  return sum;
}

Matrix<double> ExactScatter::of_scores(const Matrix<float>& scores) const {
  const auto powers = powers_above(scores);
  Matrix<double> sum(scores.columns(), scores.columns());
  for_each_block(scores.rows(), [&](std::size_t first, std::size_t count) {
    const auto rows = rounded_scores(scores, powers, first, count);
    batch_invariant_product<double>(transposed(rows).view(), PackedColumns<double>(rows.view()), sum.view(),
                                    Accumulate::yes, Triangle::upper);
  });
  world_.sum(sum.values());
  return sum;
}

}  // namespace lampyris
