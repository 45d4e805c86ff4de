// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/exact_scatter.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>

#include "src/base/error.hpp"
#include "src/linalg/packed_columns.hpp"

namespace lampyris {
namespace {

constexpr std::size_t scattered_at_once = 384;

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

Matrix<double> ExactScatter::rounded_samples(std::size_t first, std::size_t count) const {
  Matrix<double> rows(count, mean_.size());
  for (std::size_t i = 0; i < count; ++i) {
    const auto from = shard_.values.row(first + i);
    const auto to = rows.row(i);
    for (std::size_t g = 0; g < to.size(); ++g) {
      to[g] = power_ * sums_.rounded((static_cast<double>(from[g]) - mean_[g]) / power_);
    }
  }
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

Matrix<float> ExactScatter::scores(const Matrix<double>& directions) const {
  PrincipalSpace space;
  space.mean = mean_;
  space.directions = Matrix<float>(directions.rows(), directions.columns());
  std::transform(directions.values().begin(), directions.values().end(), space.directions.values().begin(),
                 [](double x) { return static_cast<float>(x); });
  return std::move(scores_of(space, shard_.values).values);
}

Matrix<double> ExactScatter::of_scores_and_genes(const Matrix<float>& scores) const {
  const auto powers = powers_above(scores);
  Matrix<double> sum(scores.columns(), mean_.size());
  for_each_block(scores.rows(), [&](std::size_t first, std::size_t count) {
    const auto left = transposed(rounded_scores(scores, powers, first, count));
    const auto rows = rounded_samples(first, count);
    batch_invariant_product<double>(left.view(), PackedColumns<double>(rows.view()), sum.view(),
                                    Accumulate::yes);
  });
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
