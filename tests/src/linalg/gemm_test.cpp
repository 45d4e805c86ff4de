// SPDX-License-Identifier: Apache-2.0
#include "src/linalg/gemm.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include "src/base/random.hpp"
#include "src/linalg/threads.hpp"
#include "tests/support/bfloat16_products.hpp"

namespace lampyris {
namespace {

struct Dims {
  std::size_t m, n, k;
};
// The last three are packed: m ≥ 4k, k and n ≥ 32.
const std::vector<Dims> all_dims{{1, 1, 1},   {7, 33, 5},    {64, 32, 100},  {13, 200, 129}, {2, 1, 300},
                                 {1, 257, 3}, {128, 32, 32}, {401, 70, 100}, {150, 33, 37}};

/// Normal numbers, as Number has them. What lies beside the values of a view with gaps is NaN: none of it may
/// enter a product.
template <class Number>
class Operand {
 public:
  Operand(std::size_t rows, std::size_t columns, std::uint64_t index, Transpose transpose, std::size_t gap)
      : transpose_(transpose),
        stored_(transpose == Transpose::no ? rows : columns,
                (transpose == Transpose::no ? columns : rows) + gap),
        rows_(rows),
        columns_(columns),
        gap_(gap) {
    std::fill(stored_.values().begin(), stored_.values().end(), from_float<Number>(std::nanf("")));
    Random random(1, Stream::simulated_noise, index);
    for (std::size_t i = 0; i < rows; ++i) {
      for (std::size_t j = 0; j < columns; ++j) {
        (transpose == Transpose::no ? stored_(i, j) : stored_(j, i)) =
            from_float<Number>(static_cast<float>(random.normal()));
      }
    }
  }

  [[nodiscard]] MatrixView<const Number> view() const {
    return {stored_.data(), stored_.rows(), stored_.columns() - gap_, stored_.columns()};
  }
  [[nodiscard]] Transpose transpose() const { return transpose_; }
  [[nodiscard]] double operator()(std::size_t i, std::size_t j) const {
    return to_float(transpose_ == Transpose::no ? stored_(i, j) : stored_(j, i));
  }

 private:
  Transpose transpose_;
  Matrix<Number> stored_;
  std::size_t rows_, columns_, gap_;
};

double finished(Epilogue epilogue, double z) {
  switch (epilogue) {
    case Epilogue::none:
      return z;
    case Epilogue::sigmoid:
      return 1 / (1 + std::exp(-z));
    case Epilogue::tanh:
      return std::tanh(z);
    case Epilogue::relu:
      return std::max(z, 0.0);
    case Epilogue::leaky_relu:
      return z > 0 ? z : 0.01 * z;
    case Epilogue::elu:
      return z > 0 ? z : std::exp(z) - 1;
    case Epilogue::gelu:
      return z * std::erfc(-z / std::sqrt(2.0)) / 2;
  }
  return std::nan("");
}

// Products of two bfloat16 are exact in float, those of two float are rounded once, and every one of k sums
// is rounded once: 2k roundings of 2⁻²⁴, each at most of Σ|a·b|. No Epilogue has a slope above 1 (gelu 1.13),
// so the error does not grow in it; oneDNN's polynomials are good to some 1e-6. A bfloat16 result is rounded
// to 2⁻⁸.
template <class Result>
double tolerance(std::size_t k, double absolute_sum, double result) {
  const double sums = 2.0 * static_cast<double>(k + 1) * 0x1p-24 * absolute_sum + 2e-6;
  return sizeof(Result) == sizeof(float) ? sums : sums + 0x1.01p-8 * std::abs(result);
}

template <class Factor, class Result>
void expect_product(const Dims& dims, Transpose transpose_a, Transpose transpose_b, Epilogue epilogue,
                    bool with_bias, bool accumulate) {
  const auto [m, n, k] = dims;
  const std::size_t gap = m % 2 * 3;
  const Operand<Factor> a(m, k, 1, transpose_a, gap);
  const Operand<Factor> b(k, n, 2, transpose_b, gap);
  std::vector<float> bias(with_bias ? n : 0);
  for (std::size_t j = 0; j < bias.size(); ++j) bias[j] = 0.5F * std::sin(static_cast<float>(j));
  constexpr float before = 0.75F;  // exact in bfloat16
  constexpr float beside = -77;
  Matrix<Result> c(m, n + gap);
  for (std::size_t i = 0; i < m; ++i) {
    std::fill(c.row(i).begin(), c.row(i).end(), from_float<Result>(before));
    std::fill(c.row(i).begin() + static_cast<std::ptrdiff_t>(n), c.row(i).end(), from_float<Result>(beside));
  }
  gemm<Factor, Result>(a.view(), a.transpose(), b.view(), b.transpose(), {c.data(), m, n, n + gap},
                       {bias, epilogue, accumulate});
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      double sum = with_bias ? bias[j] : 0;
      double absolute = std::abs(sum);
      for (std::size_t l = 0; l < k; ++l) {
        sum += a(i, l) * b(l, j);
        absolute += std::abs(a(i, l) * b(l, j));
      }
      const double expected = finished(epilogue, sum) + (accumulate ? before : 0);
      ASSERT_NEAR(to_float(c(i, j)), expected, tolerance<Result>(k, absolute + before, expected))
          << m << "×" << n << "×" << k << " at " << i << ", " << j;
    }
    for (std::size_t j = n; j < n + gap; ++j) ASSERT_EQ(to_float(c(i, j)), beside) << "written beside c";
  }
}

template <class Factor, class Result>
void expect_products(Epilogue epilogue, bool with_bias, bool accumulate) {
  for (const Dims& dims : all_dims) {
    for (const Transpose transpose_a : {Transpose::no, Transpose::yes}) {
      for (const Transpose transpose_b : {Transpose::no, Transpose::yes}) {
        SCOPED_TRACE(std::string(transpose_a == Transpose::no ? "a" : "aᵀ") +
                     (transpose_b == Transpose::no ? " b" : " bᵀ"));
        expect_product<Factor, Result>(dims, transpose_a, transpose_b, epilogue, with_bias, accumulate);
      }
    }
  }
}

class GemmWith : public testing::TestWithParam<Epilogue> {};

TEST_P(GemmWith, FloatFactorsIsThePlainSum) {
  expect_products<float, float>(GetParam(), true, false);
  expect_products<float, float>(GetParam(), false, false);
}

TEST_P(GemmWith, Bfloat16FactorsIsThePlainSumOfTheRoundedFactors) {
  if (!test::has_bfloat16_products()) GTEST_SKIP() << "no products of bfloat16 on this processor";
  expect_products<bfloat16, float>(GetParam(), true, false);
  expect_products<bfloat16, bfloat16>(GetParam(), true, false);
  expect_products<bfloat16, bfloat16>(GetParam(), false, false);
}

INSTANTIATE_TEST_SUITE_P(Finishes, GemmWith,
                         testing::Values(Epilogue::none, Epilogue::sigmoid, Epilogue::tanh, Epilogue::relu,
                                         Epilogue::leaky_relu, Epilogue::elu, Epilogue::gelu));

TEST(Gemm, AddsToWhatIsThere) {
  expect_products<float, float>(Epilogue::none, false, true);
  if (!test::has_bfloat16_products()) GTEST_SKIP() << "no products of bfloat16 on this processor";
  expect_products<bfloat16, float>(Epilogue::none, false, true);
}

TEST(Gemm, ReadsItsFactorsAnewEveryTime) {
  // Products of one shape share what was prepared, and a packed factor its memory.
  const Dims dims{256, 40, 48};
  Matrix<float> a(dims.m, dims.k);
  Matrix<float> b(dims.k, dims.n);
  Matrix<float> c(dims.m, dims.n);
  for (const float value : {1.0F, 3.0F}) {
    std::fill(a.values().begin(), a.values().end(), value);
    std::fill(b.values().begin(), b.values().end(), value + 1);
    const std::vector<float> bias(dims.n, value);
    gemm<float, float>(a.view(), Transpose::no, b.view(), Transpose::no, c.view(), {.bias = bias});
    for (const float sum : c.values()) ASSERT_EQ(sum, 48 * value * (value + 1) + value);
  }
}

// Products are prepared for a number of threads; later there may be fewer.
TEST(Gemm, IsRightWhateverTheNumberOfThreads) {
  const Dims dims{512, 96, 64};
  const auto expect = [&] {
    expect_product<float, float>(dims, Transpose::no, Transpose::no, Epilogue::tanh, true, false);
  };
  for (const int threads : {2, 1, 4}) {
    set_threads(threads);
    expect();
  }
#pragma omp parallel num_threads(2)
  expect();
  set_threads(1);
}

TEST(Gemm, OfNothingDoesNothing) {
  const Matrix<float> a(0, 5);
  const Matrix<float> b(5, 3);
  Matrix<float> c(0, 3);
  gemm<float, float>(a.view(), Transpose::no, b.view(), Transpose::no, c.view());
  const Matrix<float> none(5, 0);
  Matrix<float> empty(5, 0);
  gemm<float, float>(b.view(), Transpose::no, Matrix<float>(3, 0).view(), Transpose::no, empty.view());
  Matrix<float> full(5, 5);
  EXPECT_THROW((gemm<float, float>(none.view(), Transpose::no, none.view(), Transpose::yes, full.view())),
               std::logic_error);
}

TEST(Gemm, RefusesShapesThatDoNotFit) {
  const Matrix<float> a(4, 5);
  const Matrix<float> b(5, 3);
  Matrix<float> c(4, 3);
  Matrix<float> wide(4, 4);
  const std::vector<float> bias(2);
  const auto product = [&](const Matrix<float>& left, Transpose transpose, Matrix<float>& out,
                           const GemmOptions& options) {
    gemm<float, float>(left.view(), transpose, b.view(), Transpose::no, out.view(), options);
  };
  EXPECT_NO_THROW(product(a, Transpose::no, c, {}));
  EXPECT_THROW(product(a, Transpose::yes, c, {}), std::logic_error);
  EXPECT_THROW(product(a, Transpose::no, wide, {}), std::logic_error);
  EXPECT_THROW(product(a, Transpose::no, c, {.bias = bias}), std::logic_error);
}

}  // namespace
}  // namespace lampyris
