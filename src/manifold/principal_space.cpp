// SPDX-License-Identifier: Apache-2.0
#include "src/manifold/principal_space.hpp"

#include <algorithm>
#include <stdexcept>

#include "src/linalg/packed_columns.hpp"

namespace lampyris {
namespace {

// In blocks, so that a rank's whole share of a cohort is never held twice.
constexpr std::size_t samples_projected_at_once = 192;

}  // namespace

Scores scores_of(const PrincipalSpace& space, MatrixView<const float> samples) {
  if (samples.columns() != space.mean.size()) throw std::logic_error("scores_of: shapes do not fit");
  const PackedColumns<float> directions(space.directions.view(), Transpose::yes);
  Scores scores{{samples.rows(), space.rank()}, std::vector<double>(samples.rows())};
  Matrix<float> centred(std::min(samples_projected_at_once, samples.rows()), samples.columns());
  for (std::size_t first = 0; first < samples.rows(); first += samples_projected_at_once) {
    const std::size_t count = std::min(samples_projected_at_once, samples.rows() - first);
    for (std::size_t i = 0; i < count; ++i) {
      const auto from = samples.row(first + i);
      const auto to = centred.row(i);
      for (std::size_t g = 0; g < from.size(); ++g) {
        to[g] = static_cast<float>(static_cast<double>(from[g]) - space.mean[g]);
      }
      scores.squares[first + i] = batch_invariant_dot(std::span<const float>(to), std::span<const float>(to));
    }
    batch_invariant_product<float>(centred.view().middle_rows(0, count), directions,
                                   scores.values.view().middle_rows(first, count));
  }
  return scores;
}

Matrix<float> samples_of(const PrincipalSpace& space, MatrixView<const float> scores) {
  if (scores.columns() != space.rank()) throw std::logic_error("samples_of: shapes do not fit");
  Matrix<float> samples(scores.rows(), space.mean.size());
  batch_invariant_product<float>(scores, PackedColumns<float>(space.directions.view()), samples.view());
  for (std::size_t i = 0; i < samples.rows(); ++i) {
    const auto row = samples.row(i);
    for (std::size_t g = 0; g < row.size(); ++g) {
      row[g] = static_cast<float>(static_cast<double>(row[g]) + space.mean[g]);
    }
  }
  return samples;
}

}  // namespace lampyris
