// SPDX-License-Identifier: Apache-2.0
// The decoder that has not seen a sample, against a decoder that is fitted without it.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "src/manifold/decoder_fit.hpp"
#include "src/manifold/manifold_choice.hpp"
#include "tests/src/manifold/bent_samples.hpp"

namespace lampyris {
namespace {

constexpr std::size_t samples = 40, code = 3, rank = 9;
const std::vector<Slice> groups{{0, 3}, {3, 3}, {6, 3}};
const std::vector<double> penalties{0.3, 2, no_manifold};
const ScaledKernel kernel{Kernel::matern32, 0.4};

struct Fitted {
  Fitted(const Matrix<float>& codes, const Matrix<float>& rest, const std::vector<std::size_t>& landmarks)
      : ridge({codes.view(), rest.view(), 0, codes.rows()}, landmarks, world),
        decoder(ridge, kernel, groups, penalties, world) {}
  SingleWorld world;
  KernelRidge ridge;
  DecoderFit<double> decoder;
};

std::vector<std::size_t> first(std::size_t count) {
  std::vector<std::size_t> rows(count);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

Matrix<float> without(const Matrix<float>& matrix, std::size_t row) {
  Matrix<float> rest(matrix.rows() - 1, matrix.columns());
  for (std::size_t i = 0, to = 0; i < matrix.rows(); ++i) {
    if (i != row) std::copy_n(matrix.row(i).data(), matrix.columns(), rest.row(to++).data());
  }
  return rest;
}

Matrix<double> doubled(const Matrix<float>& matrix) {
  Matrix<double> copy(matrix.rows(), matrix.columns());
  std::copy_n(matrix.data(), matrix.size(), copy.data());
  return copy;
}

Matrix<float> scores_from(const Matrix<float>& codes, const Matrix<float>& rest) {
  auto scores = rest.clone();
  for (std::size_t i = 0; i < codes.rows(); ++i) {
    for (std::size_t j = 0; j < code; ++j) scores(i, j) += codes(i, j);
  }
  return scores;
}

// The greatest difference at a place of its own, over samples that are no landmarks where some are.
double worst_difference(std::size_t landmarks) {
  const auto codes = test::normal_numbers<float>(samples, code, 1);
  const auto rest = test::normal_numbers<float>(samples, rank, 2);
  const auto scores = doubled(scores_from(codes, rest));
  const Fitted whole(codes, rest, first(landmarks));
  const auto left_out = whole.decoder.left_out(0, doubled(codes).view(), scores.view());
  const auto places = test::normal_numbers<double>(samples, code, 3);
  double worst = 0;
  for (std::size_t i = landmarks == samples ? 0 : landmarks; i < samples; i += 3) {
    const auto fewer_codes = without(codes, i);
    const auto fewer_rest = without(rest, i);
    const Fitted fewer(fewer_codes, fewer_rest, first(std::min(landmarks, samples - 1)));
    Matrix<double> decoded(1, rank);
    fewer.decoder.objective().decode(places.view().middle_rows(i, 1), decoded.view());
    // The error against zero is ‖D₋ᵢ‖², against unit vectors it tells every column.
    for (std::size_t j = 0; j < rank; ++j) {
      Matrix<double> targets(samples, rank);
      for (std::size_t r = 0; r < rank; ++r) targets(i, r) = decoded(0, r) + (r == j ? 1 : 0);
      auto room = whole.decoder.objective().make_workspace(1);
      Matrix<double> gradient(1, code);
      double error = 0;
      whole.decoder.objective().evaluate({targets.view(), &left_out}, std::span(&i, 1),
                                         places.view().middle_rows(i, 1), std::span(&error, 1),
                                         gradient.view(), room);
      worst = std::max(worst, std::abs(error - 1));
    }
  }
  return worst;
}

TEST(LeftOut, EqualsARefitWithoutTheSample) {
  EXPECT_LT(worst_difference(samples), 1e-8);
}

// The features of the samples are floats in the equations, and doubles in what is evaluated here.
TEST(LeftOut, EqualsARefitWithoutTheSampleAlsoWithLandmarks) {
  EXPECT_LT(worst_difference(15), 2e-5);
}

// Errors of places without their samples, of a kernel that is wide and followed closely: the inverse has
// large elements of both signs.
template <class T>
std::vector<double> errors_of_wide_kernel(std::size_t landmarks) {
  constexpr std::size_t many = 200;
  const auto codes = test::normal_numbers<float>(many, code, 1);
  auto rest = test::normal_numbers<float>(many, rank, 2);
  const auto scores = scores_from(codes, rest);
  const SingleWorld world;
  KernelRidge ridge({codes.view(), rest.view(), 0, many}, first(landmarks), world);
  const DecoderFit<T> decoder(ridge, {Kernel::matern32, 0.005}, {{0, rank}}, {0.003}, world);
  Matrix<T> places(many, code), wanted(many, rank), gradients(many, code);
  std::copy_n(codes.data(), codes.size(), places.data());
  std::copy_n(scores.data(), scores.size(), wanted.data());
  const auto left_out = decoder.left_out(0, places.view(), wanted.view());
  auto room = decoder.objective().make_workspace(many);
  std::vector<double> errors(many);
  decoder.objective().evaluate({wanted.view(), &left_out}, first(many), places.view(), errors,
                               gradients.view(), room);
  return errors;
}

TEST(LeftOut, IsAlsoRightInFloats) {
  for (const std::size_t landmarks : {60U, 200U}) {
    const auto exact = errors_of_wide_kernel<double>(landmarks);
    const auto single = errors_of_wide_kernel<float>(landmarks);
    for (std::size_t i = 0; i < exact.size(); ++i) EXPECT_NEAR(single[i] / exact[i], 1, 0.02) << i;
  }
}

}  // namespace
}  // namespace lampyris
