// SPDX-License-Identifier: Apache-2.0
#include "src/structure/distances.hpp"

#include <cmath>

#include "src/structure/points.hpp"

namespace lampyris {

Matrix<double> euclidean_distances(MatrixView<const float> codes, const World& world) {
  const Points points(codes);
  Matrix<double> distances(codes.rows(), codes.rows());
  const Slice mine = world.share(codes.rows());
#pragma omp parallel for schedule(static)
  for (std::ptrdiff_t i = 0; i < static_cast<std::ptrdiff_t>(mine.count); ++i) {
    const std::size_t sample = mine.offset + static_cast<std::size_t>(i);
    const auto row = distances.row(sample);
    squared_distances(points.point(sample), points, row);
    for (double& value : row) value = std::sqrt(value);
  }
  gather_shares(world, distances.values(), distances.columns());
  return distances;
}

Matrix<double> distances_among(const Matrix<double>& distances, std::span<const std::size_t> samples) {
  Matrix<double> among(samples.size(), samples.size());
  for (std::size_t i = 0; i < samples.size(); ++i) {
    for (std::size_t j = 0; j < samples.size(); ++j) among(i, j) = distances(samples[i], samples[j]);
  }
  return among;
}

}  // namespace lampyris
