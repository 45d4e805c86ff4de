// SPDX-License-Identifier: Apache-2.0
#include "src/linalg/packed_columns.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "src/base/random.hpp"

namespace lampyris {
namespace {

template <class T>
Matrix<T> random_numbers(std::size_t rows, std::size_t columns, std::uint64_t index) {
  Matrix<T> matrix(rows, columns);
  Random random(1, Stream::simulated_noise, index);
  for (T& value : matrix.values()) value = static_cast<T>(random.normal());
  return matrix;
}

template <class T>
class PackedColumnsOf : public testing::Test {};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(PackedColumnsOf, Types);

TYPED_TEST(PackedColumnsOf, ProductEqualsThePlainSum) {
  const auto a = random_numbers<TypeParam>(17, 45, 1);
  const auto b = random_numbers<TypeParam>(45, 71, 2);
  Matrix<TypeParam> transposed(71, 45);
  for (std::size_t i = 0; i < 45; ++i) {
    for (std::size_t j = 0; j < 71; ++j) transposed(j, i) = b(i, j);
  }
  Matrix<TypeParam> c(17, 71), twice(17, 71), upper(17, 71);
  batch_invariant_product<TypeParam>(a.view(), PackedColumns<TypeParam>(b.view()), c.view());
  const PackedColumns<TypeParam> packed(transposed.view(), Transpose::yes);
  batch_invariant_product<TypeParam>(a.view(), packed, twice.view());
  batch_invariant_product<TypeParam>(a.view(), packed, twice.view(), Accumulate::yes);
  batch_invariant_product<TypeParam>(a.view(), packed, upper.view(), Accumulate::no, Triangle::upper);
  const double tolerance = sizeof(TypeParam) == 4 ? 2e-5 : 1e-13;
  for (std::size_t i = 0; i < 17; ++i) {
    for (std::size_t j = 0; j < 71; ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < 45; ++k) sum += static_cast<double>(a(i, k)) * static_cast<double>(b(k, j));
      ASSERT_NEAR(c(i, j), sum, tolerance);
      ASSERT_EQ(twice(i, j), 2 * c(i, j));
      if (j >= i) {
        ASSERT_EQ(upper(i, j), c(i, j));
      }
    }
  }
}

TYPED_TEST(PackedColumnsOf, PacksAgainIntoTheSameMemory) {
  const auto a = random_numbers<TypeParam>(5, 40, 5);
  const auto large = random_numbers<TypeParam>(90, 70, 6);
  const auto small = random_numbers<TypeParam>(40, 33, 7);  // leaves part of a panel of the larger one
  PackedColumns<TypeParam> packed(large.view());
  const TypeParam* const memory = packed.panel(0);
  packed.assign(small.view());
  EXPECT_EQ(packed.panel(0), memory);
  constexpr std::size_t width = PackedColumns<TypeParam>::width;
  EXPECT_EQ(packed.panel(32)[39 * width + 1], 0) << "beyond the last of 33 columns";
  Matrix<TypeParam> again(5, 33), anew(5, 33);
  batch_invariant_product<TypeParam>(a.view(), packed, again.view());
  batch_invariant_product<TypeParam>(a.view(), PackedColumns<TypeParam>(small.view()), anew.view());
  EXPECT_EQ(std::memcmp(again.data(), anew.data(), again.size() * sizeof(TypeParam)), 0);
}

TYPED_TEST(PackedColumnsOf, ARowDoesNotDependOnItsNeighbours) {
  const auto a = random_numbers<TypeParam>(29, 300, 3);
  const auto b = random_numbers<TypeParam>(300, 90, 4);
  const PackedColumns<TypeParam> packed(b.view());
  Matrix<TypeParam> together(29, 90);
  batch_invariant_product<TypeParam>(a.view(), packed, together.view());
  for (std::size_t first = 0; first < 29; ++first) {
    for (const std::size_t count : {std::size_t{1}, std::size_t{4}}) {
      if (first + count > 29) continue;
      Matrix<TypeParam> some(count, 90);
      batch_invariant_product<TypeParam>(a.view().middle_rows(first, count), packed, some.view());
      ASSERT_EQ(std::memcmp(some.data(), together.row(first).data(), some.size() * sizeof(TypeParam)), 0)
          << first;
    }
  }
}

TYPED_TEST(PackedColumnsOf, DotIsTheSum) {
  for (const std::size_t count : {0U, 1U, 31U, 32U, 33U, 500U}) {
    const auto x = random_numbers<TypeParam>(1, count, 5);
    const auto y = random_numbers<TypeParam>(1, count, 6);
    double sum = 0;
    for (std::size_t i = 0; i < count; ++i)
      sum += static_cast<double>(x(0, i)) * static_cast<double>(y(0, i));
    EXPECT_NEAR(batch_invariant_dot(x.row(0), y.row(0)), sum, sizeof(TypeParam) == 4 ? 1e-4 : 1e-12) << count;
  }
}

}  // namespace
}  // namespace lampyris
