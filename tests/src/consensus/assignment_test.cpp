// SPDX-License-Identifier: Apache-2.0
#include "src/consensus/assignment.hpp"

#include <gtest/gtest.h>

namespace lampyris {
namespace {

Matrix<double> values(std::size_t rows, std::size_t columns) {
  Matrix<double> made(rows, columns);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j)
      made(i, j) = static_cast<double>((i * 31 + j * 17 + i * j * 7) % 101) / 101;
  }
  return made;
}

std::vector<int> columns_of(const Matrix<double>& value) {
  std::vector<int> columns;
  for (const auto& column : best_assignment(value.view()))
    columns.push_back(column ? static_cast<int>(*column) : -1);
  return columns;
}

// Of SciPy 1.10, linear_sum_assignment(value, maximize=True).
TEST(Assignment, AsSciPy) {
  EXPECT_EQ(columns_of(values(5, 8)), (std::vector<int>{5, 7, 1, 0, 6}));
  EXPECT_EQ(columns_of(values(8, 5)), (std::vector<int>{-1, 2, 1, 0, -1, -1, 3, 4}));
  EXPECT_EQ(columns_of(values(6, 6)), (std::vector<int>{5, 2, 1, 0, 3, 4}));
}

TEST(Assignment, TakesTheBestSumAndNotTheBestPair) {
  Matrix<double> value(2, 2);
  value(0, 0) = 0.9;
  value(0, 1) = 0.8;
  value(1, 0) = 0.85;
  value(1, 1) = 0.2;
  EXPECT_EQ(columns_of(value), (std::vector<int>{1, 0}));
}

TEST(Assignment, OfNothing) {
  EXPECT_TRUE(best_assignment(Matrix<double>(0, 3).view()).empty());
  EXPECT_EQ(columns_of(Matrix<double>(2, 0)), (std::vector<int>{-1, -1}));
}

}  // namespace
}  // namespace lampyris
