// SPDX-License-Identifier: Apache-2.0
#include "src/linalg/double_gemm.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

#include "src/base/random.hpp"

namespace lampyris {
namespace {

Matrix<double> random_matrix(std::size_t rows, std::size_t columns, std::uint64_t index) {
  Matrix<double> matrix(rows, columns);
  Random random(1, Stream::simulated_noise, index);
  for (double& value : matrix.values()) value = random.normal();
  return matrix;
}

Matrix<double> transpose(const Matrix<double>& m) {
  Matrix<double> t(m.columns(), m.rows());
  for (std::size_t i = 0; i < m.rows(); ++i) {
    for (std::size_t j = 0; j < m.columns(); ++j) t(j, i) = m(i, j);
  }
  return t;
}

TEST(DoubleGemm, EqualsThePlainSumForEveryTransposition) {
  const auto a = random_matrix(7, 33, 1);
  const auto b = random_matrix(33, 12, 2);
  const auto at = transpose(a);
  const auto bt = transpose(b);
  for (const auto& [left, left_as] : {std::pair{&a, Transpose::no}, std::pair{&at, Transpose::yes}}) {
    for (const auto& [right, right_as] : {std::pair{&b, Transpose::no}, std::pair{&bt, Transpose::yes}}) {
      Matrix<double> c(7, 12);
      c(3, 4) = 5;
      double_gemm(left->view(), left_as, right->view(), right_as, c.view());
      double_gemm(left->view(), left_as, right->view(), right_as, c.view(), Accumulate::yes);
      for (std::size_t i = 0; i < 7; ++i) {
        for (std::size_t j = 0; j < 12; ++j) {
          double sum = 0;
          for (std::size_t k = 0; k < 33; ++k) sum += a(i, k) * b(k, j);
          EXPECT_NEAR(c(i, j), 2 * sum, 1e-12);
        }
      }
    }
  }
}

TEST(DoubleGemm, TakesNoRowsAndRefusesShapesThatDoNotFit) {
  const auto b = random_matrix(3, 4, 1);
  Matrix<double> c(2, 4);
  double_gemm(Matrix<double>(0, 2).view(), Transpose::yes, Matrix<double>(0, 4).view(), Transpose::no,
              c.view(), Accumulate::yes);
  EXPECT_EQ(c(1, 3), 0);
  EXPECT_THROW(double_gemm(random_matrix(2, 2, 1).view(), Transpose::no, b.view(), Transpose::no, c.view()),
               std::logic_error);
}

}  // namespace
}  // namespace lampyris
