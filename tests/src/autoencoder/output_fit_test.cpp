// SPDX-License-Identifier: Apache-2.0
#include "src/autoencoder/output_fit.hpp"

#include <gtest/gtest.h>

#include <barrier>
#include <cmath>
#include <thread>
#include <vector>

#include "src/base/error.hpp"
#include "tests/src/autoencoder/scaled_programs.hpp"

namespace lampyris {
namespace {

TEST(OutputFit, IsTheMeanItselfForALinearOutput) {
  const std::vector<double> mean{0.25, 0.5};
  const auto fit = fit_output(Activation::linear, {{}, {3, 2}, mean}, SingleWorld());
  EXPECT_EQ(fit.genes, (Slice{3, 2}));
  EXPECT_EQ(fit.level, mean);
  EXPECT_EQ(fit.slope, (std::vector<double>{1, 1}));
}

// The values are those of NumPy 1.24 in double, with the same formulae.
TEST(OutputFit, FitsTheSigmoidAsNumPyDoes) {
  Matrix<float> x(6, 3);
  const std::vector<float> values{.1F, .9F, 0, .4F,  .8F, 0, .35F, .2F,  1,
                                  .9F, .6F, 0, .55F, 1,   0, .2F,  .95F, 0};
  std::copy(values.begin(), values.end(), x.values().begin());
  const auto mean = column_means(x);
  const auto fit = fit_output(Activation::sigmoid, {std::as_const(x).view(), {0, 3}, mean}, SingleWorld());
  const std::vector<double> level{-0.362527, 1.2879103, -3.6102821};
  const std::vector<double> slope{5.0148057, 5.3246393, 9.8380622};
  for (std::size_t g = 0; g < 3; ++g) {
    EXPECT_NEAR(fit.level[g], level[g], 2e-5);
    EXPECT_NEAR(fit.slope[g], slope[g], 1e-4);
  }
}

TEST(OutputFit, IsFiniteForGenesThatDoNotVary) {
  const auto cohort = small_cohort();
  const auto mean = column_means(cohort);
  const auto fit = fit_output(Activation::sigmoid, {cohort.view(), {0, small_genes}, mean}, SingleWorld());
  EXPECT_EQ(fit.slope[0], 0);
  EXPECT_EQ(fit.slope[1], 0);
  EXPECT_LT(fit.level[0], -5);
  EXPECT_GT(fit.level[1], 5);
  for (std::size_t g = 0; g < small_genes; ++g) {
    EXPECT_TRUE(std::isfinite(fit.level[g]) && std::isfinite(fit.slope[g])) << g;
    EXPECT_LE(std::abs(fit.level[g]), 7);
  }
}

TEST(OutputFit, ReadsSamplesInEitherPrecision) {
  auto cohort = small_cohort();
  Matrix<bfloat16> low(small_samples, small_genes);
  for (std::size_t i = 0; i < cohort.size(); ++i) {
    low.values()[i] = from_float<bfloat16>(cohort.values()[i]);
    cohort.values()[i] = to_float(low.values()[i]);
  }
  const auto mean = column_means(cohort);
  const Slice genes{0, small_genes};
  const auto fit =
      fit_output(Activation::sigmoid, {std::as_const(cohort).view(), genes, mean}, SingleWorld());
  const auto low_fit =
      fit_output(Activation::sigmoid, {std::as_const(low).view(), genes, mean}, SingleWorld());
  EXPECT_EQ(low_fit.level, fit.level);
  EXPECT_EQ(low_fit.slope, fit.slope);
}

// Two threads that add up their sums, as two ranks do.
class TwoRanks final : public World {
 public:
  struct Meeting {
    std::barrier<> all{2};
    std::span<double> values[2];
  };
  TwoRanks(Meeting& meeting, std::size_t rank) : meeting_(meeting), rank_(rank) {}

  [[nodiscard]] Slice share(std::size_t total) const override { return part_of(total, 2, rank_); }
  void sum(std::span<double> values) const override {
    meeting_.values[rank_] = values;
    meeting_.all.arrive_and_wait();
    std::vector<double> sums(values.size());
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] = meeting_.values[0][i] + meeting_.values[1][i];
    meeting_.all.arrive_and_wait();
    std::copy(sums.begin(), sums.end(), values.begin());
  }
  void sum(std::span<std::uint64_t>) const override {}
  void maximum(std::span<double>) const override {}
  [[nodiscard]] bool any(bool mine) const override { return mine; }
  void gather(std::span<std::byte>, std::size_t) const override {}

 private:
  Meeting& meeting_;
  std::size_t rank_;
};

TEST(OutputFit, IsTheSameHoweverSamplesAndGenesAreDealt) {
  const auto cohort = small_cohort();
  const auto mean = column_means(cohort);
  const auto whole = fit_output(Activation::sigmoid, {cohort.view(), {0, small_genes}, mean}, SingleWorld());
  const Slice genes{2, 20};
  for (const std::size_t first_has : {0U, 1U, 17U}) {
    TwoRanks::Meeting meeting;
    OutputFit fits[2];
    const auto run = [&](std::size_t rank) {
      const std::size_t from = rank == 0 ? 0 : first_has;
      const std::size_t count = rank == 0 ? first_has : small_samples - first_has;
      const MatrixView<const float> mine(cohort.data() + from * small_genes + genes.offset, count,
                                         genes.count, small_genes);
      fits[rank] =
          fit_output(Activation::sigmoid, {mine, genes, std::span(mean).subspan(genes.offset, genes.count)},
                     TwoRanks(meeting, rank));
    };
    std::thread other(run, 1);
    run(0);
    other.join();
    EXPECT_EQ(fits[0].level, fits[1].level);
    EXPECT_EQ(fits[0].slope, fits[1].slope);
    for (std::size_t g = 0; g < genes.count; ++g) {
      EXPECT_NEAR(fits[0].level[g], whole.level[genes.offset + g], 1e-6) << g;
      EXPECT_NEAR(fits[0].slope[g], whole.slope[genes.offset + g], 1e-6) << g;
    }
  }
}

TEST(OutputFit, RefusesAnOutputWithoutAFit) {
  EXPECT_THROW(require_output_fit(Activation::tanh), UsageError);
  EXPECT_NO_THROW(require_output_fit(Activation::sigmoid));
}

}  // namespace
}  // namespace lampyris
