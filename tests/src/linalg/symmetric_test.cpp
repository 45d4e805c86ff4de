// SPDX-License-Identifier: Apache-2.0
#include "src/linalg/symmetric.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>

#include "src/base/error.hpp"
#include "src/base/random.hpp"
#include "src/linalg/double_gemm.hpp"
#include "tests/support/expect_error.hpp"

namespace lampyris {
namespace {

Matrix<double> normal(std::size_t rows, std::size_t columns, std::uint64_t index) {
  Matrix<double> matrix(rows, columns);
  Random random(1, Stream::simulated_noise, index);
  for (double& value : matrix.values()) value = random.normal();
  return matrix;
}

Matrix<double> product(const Matrix<double>& a, Transpose ta, const Matrix<double>& b, Transpose tb) {
  Matrix<double> c(ta == Transpose::no ? a.rows() : a.columns(),
                   tb == Transpose::no ? b.columns() : b.rows());
  double_gemm(a.view(), ta, b.view(), tb, c.view());
  return c;
}

void expect_near(const Matrix<double>& a, const Matrix<double>& b, double tolerance) {
  ASSERT_EQ(a.rows(), b.rows());
  ASSERT_EQ(a.columns(), b.columns());
  for (std::size_t i = 0; i < a.size(); ++i) ASSERT_NEAR(a.data()[i], b.data()[i], tolerance) << i;
}

Matrix<double> positive(std::size_t side) {
  const auto root = normal(side, side + 5, 1);
  return product(root, Transpose::no, root, Transpose::yes);
}

TEST(CholeskyFactor, SolvesFromEverySide) {
  const auto a = positive(23);
  auto upper = a.clone();
  for (std::size_t i = 0; i < 23; ++i) {
    for (std::size_t j = 0; j < i; ++j) upper(i, j) = NAN;  // not read
  }
  CholeskyFactor factor(std::move(upper));
  const auto b = normal(23, 7, 2);
  auto x = b.clone();
  factor.solve(x.view());
  expect_near(product(a, Transpose::no, x, Transpose::no), b, 1e-10);

  const auto rows = normal(7, 23, 3);
  auto solved = rows.clone();
  factor.solve_rows(solved.view(), Transpose::no);
  factor.solve_rows(solved.view(), Transpose::yes);
  expect_near(product(solved, Transpose::no, a, Transpose::no), rows, 1e-10);

  // (U⁻ᵀ b)ᵀ (U⁻ᵀ b) = bᵀ A⁻¹ b.
  auto half = b.clone();
  factor.solve_columns(half.view());
  expect_near(product(half, Transpose::yes, half, Transpose::no),
              product(b, Transpose::yes, x, Transpose::no), 1e-10);

  const auto inverse = std::move(factor).inverse();
  Matrix<double> one(23, 23);
  for (std::size_t i = 0; i < 23; ++i) one(i, i) = 1;
  expect_near(product(a, Transpose::no, inverse, Transpose::no), one, 1e-10);
}

TEST(CholeskyFactor, RefusesWhatIsNotPositive) {
  Matrix<double> a(2, 2);
  a(0, 0) = a(1, 1) = 1;
  a(0, 1) = 2;
  test::expect_error<Error>([&] { const CholeskyFactor factor(a.clone()); }, "not positive definite (row 2)");
}

TEST(DecomposeSymmetric, GivesUnitVectorsByRisingValue) {
  const auto a = positive(31);
  const auto system = decompose_symmetric(a.clone());
  auto scaled = system.rows.clone();
  for (std::size_t i = 0; i < 31; ++i) {
    if (i > 0) {
      EXPECT_LE(system.values[i - 1], system.values[i]);
    }
    for (double& x : scaled.row(i)) x *= system.values[i];
  }
  expect_near(product(system.rows, Transpose::yes, scaled, Transpose::no), a, 1e-10);
  Matrix<double> one(31, 31);
  for (std::size_t i = 0; i < 31; ++i) one(i, i) = 1;
  expect_near(product(system.rows, Transpose::no, system.rows, Transpose::yes), one, 1e-12);
}

}  // namespace
}  // namespace lampyris
