// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/node_ranges.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "src/autoencoder/parameter_layout.hpp"
#include "src/base/random.hpp"
#include "src/cohort/gene_statistics.hpp"

namespace lampyris {
namespace {

Matrix<float> uniform(std::size_t rows, std::size_t columns) {
  Matrix<float> values(rows, columns);
  Random random(5, Stream::simulated_noise, rows);
  for (float& value : values.values()) value = static_cast<float>(random.uniform());
  return values;
}

TEST(NodeRanges, AreMinimumMeanAndMaximumOfTheCodes) {
  const std::size_t samples = 150;
  Autoencoder autoencoder(Architecture{30, {7, 5}});
  initialise(autoencoder, 1);
  const auto values = uniform(samples, 30);
  const auto ranges = node_ranges(SingleWorld(), LocalForwardPass(), autoencoder, samples, [&](Slice slice) {
    Matrix<float> part(slice.count, 30);
    std::copy_n(values.row(slice.offset).data(), part.size(), part.data());
    return part;
  });
  ASSERT_EQ(ranges.size(), 2U);
  for (std::size_t layer = 1; layer <= 2; ++layer) {
    const auto codes = propagate(autoencoder, values.view(), 0, layer);
    ASSERT_EQ(ranges[layer - 1].mean.size(), codes.columns());
    for (std::size_t j = 0; j < codes.columns(); ++j) {
      double sum = 0;
      float low = codes(0, j);
      float high = codes(0, j);
      for (std::size_t i = 0; i < samples; ++i) {
        sum += codes(i, j);
        low = std::min(low, codes(i, j));
        high = std::max(high, codes(i, j));
      }
      EXPECT_EQ(ranges[layer - 1].minimum[j], low);
      EXPECT_EQ(ranges[layer - 1].maximum[j], high);
      EXPECT_NEAR(ranges[layer - 1].mean[j], sum / samples, 1e-6);
    }
  }
}

// numpy: nanmin, nanmax, nanmean, nanstd(ddof=1) of [1, 2, 4] and of [5].
TEST(GeneStatistics, LeaveMissingValuesAndOtherSamplesOut) {
  constexpr float nan = std::numeric_limits<float>::quiet_NaN();
  const float values[5][3] = {{1, nan, nan}, {100, 100, 100}, {2, 5, nan}, {nan, nan, nan}, {4, nan, nan}};
  const auto statistics = gene_statistics(SingleWorld(), {0, 2, 3, 4}, 3, [&](Slice samples, Slice genes) {
    Matrix<float> block(samples.count, genes.count);
    for (std::size_t i = 0; i < samples.count; ++i) {
      for (std::size_t g = 0; g < genes.count; ++g)
        block(i, g) = values[samples.offset + i][genes.offset + g];
    }
    return block;
  });
  EXPECT_EQ(statistics.minimum, (std::vector<double>{1, 5, 0}));
  EXPECT_EQ(statistics.maximum, (std::vector<double>{4, 5, 0}));
  EXPECT_NEAR(statistics.mean[0], 2.3333333333333335, 1e-15);
  EXPECT_NEAR(statistics.sd[0], 1.5275252316519468, 1e-15);
  EXPECT_EQ(statistics.mean[1], 5);
  EXPECT_EQ(statistics.sd[1], 0);
  EXPECT_EQ(statistics.mean[2], 0);
}

}  // namespace
}  // namespace lampyris
