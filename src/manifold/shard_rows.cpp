// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/shard_rows.hpp"

#include <algorithm>
#include <numeric>

#include "src/base/random.hpp"
#include "src/linalg/packed_columns.hpp"

namespace lampyris {

Matrix<float> gather_rows(const World& world, MatrixView<const float> mine, std::size_t first,
                          std::span<const std::size_t> chosen) {
  // Every row is one rank's and zero elsewhere, so that the sum is exact.
  Matrix<double> sums(chosen.size(), mine.columns());
  const Slice own{first, mine.rows()};
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (!own.contains(chosen[i])) continue;
    const auto row = mine.row(chosen[i] - first);
    std::copy(row.begin(), row.end(), sums.row(i).begin());
  }
  world.sum(sums.values());
  Matrix<float> rows(chosen.size(), mine.columns());
  std::transform(sums.values().begin(), sums.values().end(), rows.values().begin(),
                 [](double x) { return static_cast<float>(x); });
  return rows;
}

Matrix<float> gather_all_rows(const World& world, MatrixView<const float> mine, std::size_t first,
                              std::size_t total) {
  Matrix<float> all(total, mine.columns());
  std::vector<std::size_t> chosen;
  constexpr std::size_t piece = 1024;
  for (std::size_t begin = 0; begin < total; begin += piece) {
    chosen.resize(std::min(piece, total - begin));
    std::iota(chosen.begin(), chosen.end(), begin);
    const auto rows = gather_rows(world, mine, first, chosen);
    std::copy_n(rows.data(), rows.size(), all.data() + begin * mine.columns());
  }
  return all;
}

std::vector<std::size_t> spread_rows(std::size_t total, std::size_t count) {
  std::vector<std::size_t> rows(total);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  if (count >= total) return rows;
  Random(0, Stream::landmarks, total).shuffle(std::span(rows));
  rows.resize(count);
  std::sort(rows.begin(), rows.end());
  return rows;
}

double median_squared_distance(MatrixView<const float> points) {
  constexpr std::size_t most = 4096;
  const auto chosen = spread_rows(points.rows(), most);
  if (chosen.size() < 2) return 0;
  Matrix<float> some(chosen.size(), points.columns());
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    std::copy_n(points.row(chosen[i]).data(), points.columns(), some.row(i).data());
  }
  Matrix<float> products(some.rows(), some.rows());
  batch_invariant_product<float>(some.view(), PackedColumns<float>(some.view(), Transpose::yes),
                                 products.view(), Accumulate::no, Triangle::upper);
  std::vector<float> distances;
  distances.reserve(some.rows() * (some.rows() - 1) / 2);
  for (std::size_t i = 0; i < some.rows(); ++i) {
    for (std::size_t j = i + 1; j < some.rows(); ++j) {
      distances.push_back(std::max(0.0F, products(i, i) + products(j, j) - 2 * products(i, j)));
    }
  }
  const auto middle = distances.begin() + static_cast<std::ptrdiff_t>((distances.size() - 1) / 2);
  std::nth_element(distances.begin(), middle, distances.end());
  return static_cast<double>(*middle);
}

}  // namespace lampyris
