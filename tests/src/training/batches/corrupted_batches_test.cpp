// SPDX-License-Identifier: Apache-2.0
#include "src/training/batches/corrupted_batches.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "src/training/batches/resident_batches.hpp"

namespace lampyris {
namespace {

constexpr std::size_t samples = 40;
constexpr std::size_t genes = 2500;

Matrix<float> ones(std::size_t columns) {
  Matrix<float> values(samples, columns);
  std::fill_n(values.data(), values.size(), 0.5F);
  return values;
}

/// All inputs of two epochs, in the order of the samples.
std::vector<std::vector<float>> inputs(const Corruption& corruption, Slice mine) {
  const auto values = ones(mine.count);
  ResidentBatches<float> source(values.view(), {0, samples}, {samples, 7, 3});
  CorruptedBatches<float> corrupted(source, corruption, mine);
  std::vector<std::vector<float>> all(2 * samples);
  for (std::size_t epoch = 0; epoch < 2; ++epoch) {
    corrupted.begin_epoch(epoch, 0);
    for (std::size_t step = 0; step < source.plan().steps(); ++step) {
      const Batch batch = corrupted.batch(step);
      const auto view = std::get<MatrixView<const float>>(batch.inputs);
      const auto truth = std::get<MatrixView<const float>>(batch.values);
      for (std::size_t i = 0; i < view.rows(); ++i) {
        EXPECT_EQ(truth(i, 0), 0.5F) << "the truth stays as it is";
        all[epoch * samples + batch.members[i]].assign(view.row(i).begin(), view.row(i).end());
      }
    }
  }
  return all;
}

TEST(CorruptedBatches, AreTheSameForEverySliceOfTheGenes) {
  for (const Corruption& corruption :
       {Corruption{Corruption::Noise::masking, 0.3, 0.2, 1},
        Corruption{Corruption::Noise::gaussian, 0.3, 0, 1},
        Corruption{Corruption::Noise::imputing, 0.3, 0, 1, std::vector<double>(genes, 0.4)}}) {
    const auto whole = inputs(corruption, {0, genes});
    const auto part = inputs(corruption, {900, 1100});
    for (std::size_t i = 0; i < whole.size(); ++i) {
      EXPECT_TRUE(std::equal(part[i].begin(), part[i].end(), whole[i].begin() + 900));
    }
    EXPECT_NE(whole[0], whole[1]);
    EXPECT_NE(whole[0], whole[samples]) << "anew in every epoch";
  }
}

TEST(CorruptedBatches, HaveTheirShareAndSpread) {
  const auto count = static_cast<double>(2 * samples * genes);
  double zeros = 0;
  for (const auto& row : inputs({Corruption::Noise::masking, 0.3, 0, 1}, {0, genes})) {
    zeros += static_cast<double>(std::count(row.begin(), row.end(), 0.0F));
  }
  EXPECT_NEAR(zeros / count, 0.3, 5 * std::sqrt(0.3 * 0.7 / count));

  // Values of 0.5, means of 0.4: 0.4, or 0.1 / 0.7 further.
  double imputed = 0;
  const Corruption imputing{Corruption::Noise::imputing, 0.3, 0, 1, std::vector<double>(genes, 0.4)};
  for (const auto& row : inputs(imputing, {0, genes})) {
    for (const float x : row) {
      const bool is_mean = x == 0.4F;
      imputed += is_mean ? 1 : 0;
      ASSERT_NEAR(x, is_mean ? 0.4 : 0.4 + 0.1 / 0.7, 1e-6);
    }
  }
  EXPECT_NEAR(imputed / count, 0.3, 5 * std::sqrt(0.3 * 0.7 / count));

  double sum = 0;
  double squares = 0;
  for (const auto& row : inputs({Corruption::Noise::gaussian, 0.2, 0, 1}, {0, genes})) {
    for (const float x : row) {
      sum += x - 0.5;
      squares += (x - 0.5) * (x - 0.5);
    }
  }
  EXPECT_NEAR(sum / count, 0, 5 * 0.2 / std::sqrt(count));
  EXPECT_NEAR(squares / count, 0.04, 5 * 0.04 * std::sqrt(2 / count));

  double mean = 0;
  for (const auto& row : inputs({Corruption::Noise::none, 0, 0.25, 1}, {0, genes})) {
    for (const float x : row) {
      EXPECT_TRUE(x == 0 || std::abs(x - 0.5F / 0.75F) < 1e-6F);
      mean += x / count;
    }
  }
  EXPECT_NEAR(mean, 0.5, 5 * 0.5 * std::sqrt(1.0 / 3 / count)) << "dropout keeps the mean";
}

}  // namespace
}  // namespace lampyris
