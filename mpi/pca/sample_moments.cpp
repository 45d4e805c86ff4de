// SPDX-License-Identifier: Apache-2.0
#include "mpi/pca/sample_moments.hpp"

#include <cmath>

#include "src/base/error.hpp"

namespace lampyris::mpi {
namespace {

std::vector<double> column_sums(MatrixView<const float> mine, const Communicator& ranks) {
  std::vector<double> sums(mine.columns());
  for (std::size_t i = 0; i < mine.rows(); ++i) {
    const auto row = mine.row(i);
    for (std::size_t g = 0; g < row.size(); ++g) sums[g] += static_cast<double>(row[g]);
  }
  ranks.sum(sums);
  return sums;
}

double sum_of_squares(MatrixView<const float> mine, const std::vector<double>& mean,
                      const Communicator& ranks) {
  double squares = 0;
  for (std::size_t i = 0; i < mine.rows(); ++i) {
    const auto row = mine.row(i);
    for (std::size_t g = 0; g < row.size(); ++g) {
      const double centred = static_cast<double>(row[g]) - mean[g];
      squares += centred * centred;
    }
  }
  return ranks.sum(squares);
}

}  // namespace

SampleMoments sample_moments(MatrixView<const float> mine, const Communicator& ranks) {
  SampleMoments moments;
  moments.samples = ranks.sum(mine.rows());
  if (moments.samples < 2) throw DataError("PCA: needs at least two samples");
  moments.mean = column_sums(mine, ranks);
  for (double& mean : moments.mean) mean /= static_cast<double>(moments.samples);
  moments.total_variance =
      sum_of_squares(mine, moments.mean, ranks) / static_cast<double>(moments.samples - 1);
  if (!std::isfinite(moments.total_variance)) throw DataError("PCA: not all values are finite");
  if (!(moments.total_variance > 0)) throw DataError("PCA: no gene varies over the samples");
  return moments;
}

}  // namespace lampyris::mpi
