#include "src/linalg/gemm.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include "src/base/random.hpp"
#include "src/linalg/steady_gemm.hpp"
#include "src/linalg/threads.hpp"

namespace lampyris {
namespace {

Matrix<float> random_matrix(std::size_t rows, std::size_t columns, std::uint64_t index) {
  Matrix<float> matrix(rows, columns);
  Random random(1, Stream::simulated_noise, index);
  for (float& value : matrix.values()) value = static_cast<float>(random.normal());
  return matrix;
}

double exact(const Matrix<float>& a, const Matrix<float>& b, std::size_t i, std::size_t j) {
  double sum = 0;
  for (std::size_t k = 0; k < a.columns(); ++k) sum += static_cast<double>(a(i, k)) * b(k, j);
  return sum;
}

Matrix<float> transpose(const Matrix<float>& m) {
  Matrix<float> t(m.columns(), m.rows());
  for (std::size_t i = 0; i < m.rows(); ++i) {
    for (std::size_t j = 0; j < m.columns(); ++j) t(j, i) = m(i, j);
  }
  return t;
}

struct Dims {
  std::size_t m, n, k;
};
const std::vector<Dims> all_dims{{1, 1, 1}, {7, 33, 5}, {64, 32, 100}, {13, 200, 129}};

TEST(Gemm, EqualsThePlainSumForEveryTransposition) {
  for (const auto [m, n, k] : all_dims) {
    const auto a = random_matrix(m, k, 1);
    const auto b = random_matrix(k, n, 2);
    const auto at = transpose(a);
    const auto bt = transpose(b);
    std::vector<float> bias(n, 0.25F);
    for (const auto& [left, left_as] : {std::pair{&a, As::stored}, std::pair{&at, As::transposed}}) {
      for (const auto& [right, right_as] : {std::pair{&b, As::stored}, std::pair{&bt, As::transposed}}) {
        Matrix<float> c(m, n);
        gemm(left->view(), left_as, right->view(), right_as, c.view(), bias, Finish::sigmoid);
        for (std::size_t i = 0; i < m; ++i) {
          for (std::size_t j = 0; j < n; ++j) {
            EXPECT_NEAR(c(i, j), 1 / (1 + std::exp(-exact(a, b, i, j) - 0.25)), 1e-5);
          }
        }
      }
    }
  }
}

TEST(SteadyGemm, EqualsThePlainSum) {
  for (const auto [m, n, k] : all_dims) {
    const auto a = random_matrix(m, k, 1);
    const auto b = random_matrix(k, n, 2);
    Matrix<float> c(m, n);
    steady_gemm(a.view(), b.view(), c.view());
    for (std::size_t i = 0; i < m; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        EXPECT_NEAR(c(i, j), exact(a, b, i, j), 1e-5 * std::sqrt(static_cast<double>(k)));
      }
    }
  }
}

TEST(SteadyGemm, ARowHasTheSameBitsWhateverItIsComputedWith) {
  const auto a = random_matrix(41, 300, 1);
  const auto b = random_matrix(300, 77, 2);
  Matrix<float> whole(41, 77);
  set_threads(2);
  steady_gemm(a.view(), b.view(), whole.view());
  set_threads(1);
  for (std::size_t i = 0; i < a.rows(); ++i) {
    for (const std::size_t rows : {1U, 4U}) {
      if (i + rows > a.rows()) continue;
      Matrix<float> part(rows, 77);
      steady_gemm(a.view().middle_rows(i, rows), b.view(), part.view());
      for (std::size_t j = 0; j < 77; ++j) {
        EXPECT_EQ(std::bit_cast<std::uint32_t>(part(0, j)), std::bit_cast<std::uint32_t>(whole(i, j)));
      }
    }
  }
}

}  // namespace
}  // namespace lampyris
