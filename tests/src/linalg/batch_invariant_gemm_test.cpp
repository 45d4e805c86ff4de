// SPDX-License-Identifier: Apache-2.0
#include "src/linalg/batch_invariant_gemm.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>

#include "src/base/random.hpp"
#include "src/linalg/threads.hpp"

namespace lampyris {
namespace {

Matrix<float> random_floats(std::size_t rows, std::size_t columns, std::uint64_t index) {
  Matrix<float> matrix(rows, columns);
  Random random(1, Stream::simulated_noise, index);
  for (float& value : matrix.values()) value = static_cast<float>(random.normal());
  return matrix;
}

struct Sizes {
  std::size_t m, n, k;
};

class BatchInvariantGemmOf : public testing::TestWithParam<Sizes> {};

TEST_P(BatchInvariantGemmOf, EqualsThePlainSum) {
  const auto [m, n, k] = GetParam();
  const auto a = random_floats(m, k, 1);
  const auto b = random_floats(k, n, 2);
  Matrix<float> c(m, n);
  batch_invariant_gemm(a.view(), b.view(), c.view());
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      double sum = 0;
      for (std::size_t l = 0; l < k; ++l) sum += static_cast<double>(a(i, l)) * b(l, j);
      EXPECT_NEAR(c(i, j), sum, 1e-5 * std::sqrt(static_cast<double>(k)));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, BatchInvariantGemmOf,
                         testing::Values(Sizes{1, 1, 1}, Sizes{7, 33, 5}, Sizes{64, 32, 100},
                                         Sizes{13, 200, 129}));

TEST(BatchInvariantGemm, SlicesOfTheInnerDimensionOneAfterTheOtherHaveTheBitsOfAll) {
  const auto a = random_floats(41, 300, 1);
  const auto b = random_floats(300, 77, 2);
  Matrix<float> whole(41, 77);
  batch_invariant_gemm(a.view(), b.view(), whole.view());
  Matrix<float> sums(41, 77);
  std::size_t first = 0;
  for (const std::size_t count : {1U, 0U, 130U, 169U}) {
    const MatrixView<const float> slice(a.data() + first, 41, count, 300);
    accumulate_batch_invariant(PackedRows(slice), b.view().middle_rows(first, count), sums.view());
    first += count;
  }
  ASSERT_EQ(first, 300U);
  EXPECT_EQ(std::memcmp(sums.data(), whole.data(), whole.size() * sizeof(float)), 0);
}

TEST(BatchInvariantGemm, ARowHasTheSameBitsWhateverItIsComputedWith) {
  const auto a = random_floats(41, 300, 1);
  const auto b = random_floats(300, 77, 2);
  Matrix<float> whole(41, 77);
  set_threads(2);
  batch_invariant_gemm(a.view(), b.view(), whole.view());
  set_threads(1);
  for (std::size_t i = 0; i < a.rows(); ++i) {
    for (const std::size_t rows : {1U, 4U}) {
      if (i + rows > a.rows()) continue;
      Matrix<float> part(rows, 77);
      batch_invariant_gemm(a.view().middle_rows(i, rows), b.view(), part.view());
      for (std::size_t j = 0; j < 77; ++j) {
        EXPECT_EQ(std::bit_cast<std::uint32_t>(part(0, j)), std::bit_cast<std::uint32_t>(whole(i, j)));
      }
    }
  }
}

}  // namespace
}  // namespace lampyris
