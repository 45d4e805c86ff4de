#include "src/linalg/gemm.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <stdexcept>
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
// The last one is packed on the way: many rows over a small right factor.
const std::vector<Dims> all_dims{{1, 1, 1}, {7, 33, 5}, {64, 32, 100}, {13, 200, 129}, {300, 40, 64}};

double finished(Finish finish, double z) {
  switch (finish) {
    case Finish::sigmoid:
      return 1 / (1 + std::exp(-z));
    case Finish::tanh:
      return std::tanh(z);
    case Finish::relu:
      return z > 0 ? z : 0;
    case Finish::leaky_relu:
      return z > 0 ? z : static_cast<double>(leaky_slope) * z;
    case Finish::elu:
      return z > 0 ? z : std::expm1(z);
    case Finish::nothing:
      break;
  }
  return z;
}

template <class Number>
Matrix<Number> rounded(const Matrix<float>& values) {
  Matrix<Number> out(values.rows(), values.columns());
  for (std::size_t i = 0; i < values.size(); ++i) out.data()[i] = from_float<Number>(values.data()[i]);
  return out;
}

template <class Number>
Matrix<float> as_floats(const Matrix<Number>& values) {
  Matrix<float> out(values.rows(), values.columns());
  for (std::size_t i = 0; i < values.size(); ++i) out.data()[i] = to_float(values.data()[i]);
  return out;
}

// `relative` and `absolute`: what rounding the result, and the sums of k products in float, can cost.
template <class Factor, class Result>
void expect_products(double relative, double absolute) {
  for (const auto [m, n, k] : all_dims) {
    const auto a = rounded<Factor>(random_matrix(m, k, 1));
    const auto b = rounded<Factor>(random_matrix(k, n, 2));
    const auto exact_a = as_floats(a);
    const auto exact_b = as_floats(b);
    const auto at = rounded<Factor>(transpose(exact_a));
    const auto bt = rounded<Factor>(transpose(exact_b));
    const std::vector<float> bias(n, 0.25F);
    const double slack = absolute * std::sqrt(static_cast<double>(k));
    for (const auto& [left, left_as] : {std::pair{&a, As::stored}, std::pair{&at, As::transposed}}) {
      for (const auto& [right, right_as] : {std::pair{&b, As::stored}, std::pair{&bt, As::transposed}}) {
        for (const auto finish : {Finish::nothing, Finish::sigmoid, Finish::tanh, Finish::relu,
                                  Finish::leaky_relu, Finish::elu}) {
          Matrix<Result> c(m, n);
          gemm<Factor, Result>(left->view(), left_as, right->view(), right_as, c.view(), {bias, finish});
          for (std::size_t i = 0; i < m; ++i) {
            for (std::size_t j = 0; j < n; ++j) {
              const double due = finished(finish, exact(exact_a, exact_b, i, j) + 0.25);
              ASSERT_NEAR(to_float(c(i, j)), due, relative * std::abs(due) + slack)
                  << m << " " << n << " " << k;
            }
          }
        }
      }
    }
  }
}

TEST(Gemm, EqualsThePlainSumForEveryTranspositionAndFinish) {
  expect_products<float, float>(1e-6, 2e-6);
}

TEST(Gemm, OfBfloat16SumsInFloat) {
  expect_products<bfloat16, float>(1e-6, 2e-6);
}

TEST(Gemm, OfBfloat16RoundsItsResultOnce) {
  // Half a unit in the last of eight bits, and what the float sums cost.
  expect_products<bfloat16, bfloat16>(0x1p-8, 2e-6);
}

TEST(Gemm, AddsToWhatIsThere) {
  for (const auto [m, n, k] : all_dims) {
    const auto a = random_matrix(m, k, 1);
    const auto b = random_matrix(k, n, 2);
    auto c = random_matrix(m, n, 3);
    const auto before = c.clone();
    gemm<float, float>(a.view(), As::stored, b.view(), As::stored, c.view(), {.accumulate = true});
    for (std::size_t i = 0; i < m; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        ASSERT_NEAR(c(i, j), before(i, j) + exact(a, b, i, j),
                    3e-6 * std::sqrt(static_cast<double>(k)) + 1e-6);
      }
    }
  }
}

TEST(Gemm, RefusesShapesThatDoNotFit) {
  Matrix<float> a(2, 3);
  Matrix<float> b(4, 2);
  Matrix<float> c(2, 2);
  EXPECT_THROW((gemm<float, float>(a.view(), As::stored, b.view(), As::stored, c.view())), std::logic_error);
}

TEST(Bfloat16, RoundsToTheNearestTiesToEven) {
  const auto bits = [](std::uint32_t of) { return from_float<bfloat16>(std::bit_cast<float>(of)).bits; };
  EXPECT_EQ(bits(0x3f800000), 0x3f80);
  EXPECT_EQ(bits(0x3f808000), 0x3f80) << "a tie goes to the even one";
  EXPECT_EQ(bits(0x3f818000), 0x3f82) << "a tie goes to the even one";
  EXPECT_EQ(bits(0x3f808001), 0x3f81);
  EXPECT_EQ(bits(0x7f800000), 0x7f80) << "infinity";
  EXPECT_EQ(bits(0xff800000), 0xff80) << "infinity";
  EXPECT_TRUE(std::isnan(to_float(from_float<bfloat16>(std::bit_cast<float>(0x7fffffffU)))));
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
