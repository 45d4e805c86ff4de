// SPDX-License-Identifier: Apache-2.0
#include "src/structure/points.hpp"

#include "src/base/multiversion.hpp"

namespace lampyris {
namespace {

constexpr std::size_t lanes = 8;

std::size_t padded(std::size_t dimension) {
  return (dimension + lanes - 1) / lanes * lanes;
}

LAMPYRIS_MULTIVERSION
void squared_distances_to(const double* point, const double* points, std::size_t count, std::size_t width,
                          double* out) {
  typedef double Vector __attribute__((vector_size(sizeof(double) * lanes)));
  for (std::size_t i = 0; i < count; ++i) {
    const double* other = points + i * width;
    Vector sums = {};
    for (std::size_t k = 0; k < width; k += lanes) {
      Vector a;
      Vector b;
      __builtin_memcpy(&a, point + k, sizeof a);
      __builtin_memcpy(&b, other + k, sizeof b);
      const Vector difference = a - b;
      sums += difference * difference;
    }
    double sum = 0;
    for (std::size_t lane = 0; lane < lanes; ++lane) sum += sums[lane];
    out[i] = sum;
  }
}

}  // namespace

Points::Points(std::size_t count, std::size_t dimension) : values_(count, padded(dimension)) {}

Points::Points(MatrixView<const float> codes) : Points(codes.rows(), codes.columns()) {
  for (std::size_t i = 0; i < codes.rows(); ++i) {
    for (std::size_t k = 0; k < codes.columns(); ++k) values_(i, k) = static_cast<double>(codes(i, k));
  }
}

void squared_distances(std::span<const double> point, const Points& points, std::span<double> out) {
  squared_distances_to(point.data(), points.point(0).data(), points.count(), point.size(), out.data());
}

}  // namespace lampyris
