// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "mpi/communicator.hpp"
#include "src/autoencoder/parameter_layout.hpp"
#include "tests/src/modules/planted_contrast.hpp"

namespace lampyris {
namespace {

bool same_bits(const Matrix<float>& a, const Matrix<float>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(float)) == 0;
}

TEST(ModuleRanks, AnyNumberOfRanksGivesWhatOneGives) {
  const auto ranks = mpi::Communicator::world();
  const mpi::RankWorld world(ranks);
  const test::PlantedContrast data(1, 0.2);
  // 3 permutations: more ranks than units; 130: more than one block; rounds go on to 520.
  for (const std::size_t permutations : {3U, 130U}) {
    const ModuleRules rules{.top = 30, .permutations = permutations, .max_permutations = 4 * permutations};
    const auto mine = data.analyse(world, rules, 4);
    const auto serial = data.analyse(SingleWorld(), rules, 4);
    EXPECT_EQ(mine.modules.scores, serial.modules.scores);
    EXPECT_EQ(mine.modules.modules, serial.modules.modules);
    EXPECT_EQ(mine.auroc.value, serial.auroc.value);
    for (const Side side : all_sides) {
      const auto at = static_cast<std::size_t>(side);
      for (std::size_t s = 0; s < data.named.size(); ++s) {
        EXPECT_EQ(mine.modules.enrichments[at][s].exceedances, serial.modules.enrichments[at][s].exceedances);
        EXPECT_EQ(mine.modules.enrichments[at][s].permutations,
                  serial.modules.enrichments[at][s].permutations);
      }
    }
  }
}

// The classifier of other coordinates is that of codes which were turned by hand, in plain loops.
TEST(ModuleRanks, ACoordinateIsAMixtureOfNodes) {
  const auto ranks = mpi::Communicator::world();
  const mpi::RankWorld world(ranks);
  test::PlantedContrast data(1, 0.2);
  Matrix<float> coordinates(test::PlantedContrast::nodes, 11);
  Random random(5, Stream::simulated_noise, 0);
  for (float& value : coordinates.values()) value = static_cast<float>(random.normal());
  const ModuleRules rules{.top = 30, .permutations = 30, .max_permutations = 30};
  const auto found = data.analyse(world, rules, 4, coordinates.view());

  const auto scatter = [](const Matrix<float>& codes) {
    double sum = 0;
    for (std::size_t j = 0; j < codes.columns(); ++j) {
      double mean = 0;
      for (std::size_t i = 0; i < codes.rows(); ++i) mean += codes(i, j) / static_cast<double>(codes.rows());
      for (std::size_t i = 0; i < codes.rows(); ++i) sum += std::pow(codes(i, j) - mean, 2);
    }
    return sum;
  };
  const auto product = [](const Matrix<float>& a, const Matrix<float>& b) {
    Matrix<float> c(a.rows(), b.columns());
    for (std::size_t i = 0; i < c.rows(); ++i) {
      for (std::size_t j = 0; j < c.columns(); ++j) {
        double sum = 0;
        for (std::size_t k = 0; k < b.rows(); ++k) sum += static_cast<double>(a(i, k)) * b(k, j);
        c(i, j) = static_cast<float>(sum);
      }
    }
    return c;
  };
  const double factor = std::sqrt(scatter(data.codes) / scatter(product(data.codes, coordinates)));
  Matrix<float> turned(coordinates.rows(), 11), back(11, coordinates.rows());
  for (std::size_t i = 0; i < turned.rows(); ++i) {
    for (std::size_t j = 0; j < 11; ++j)
      back(j, i) = turned(i, j) = static_cast<float>(factor * coordinates(i, j));
  }
  data.codes = product(data.codes, turned);
  data.lightup = product(back, data.lightup);
  EXPECT_NEAR(scatter(data.codes), scatter(test::PlantedContrast(1, 0.2).codes), 1e-5);
  const auto expected = data.analyse(SingleWorld(), rules, 4);
  ASSERT_EQ(found.modules.scores.size(), expected.modules.scores.size());
  float greatest = 0;
  for (const float score : expected.modules.scores) greatest = std::max(greatest, std::abs(score));
  for (std::size_t g = 0; g < expected.modules.scores.size(); ++g)
    EXPECT_NEAR(found.modules.scores[g], expected.modules.scores[g], 1e-4F * greatest);
  EXPECT_EQ(found.auroc.value, expected.auroc.value);
}

TEST(ModuleRanks, CodesAreDealtAndGathered) {
  const auto ranks = mpi::Communicator::world();
  const mpi::RankWorld world(ranks);
  Model model;
  model.autoencoder = Autoencoder({.genes = 40, .widths = {9, 7}});
  const Autoencoder& autoencoder = model.autoencoder;
  initialise(model.autoencoder, 3);
  for (const std::size_t samples : {2U, 11U}) {
    Matrix<float> scaled(samples, 40);
    Random random(2, Stream::simulated_noise, samples);
    for (float& value : scaled.values()) value = static_cast<float>(random.uniform());
    const Slice mine = world.share(samples);
    const MatrixView<const float> whole = scaled.view();
    const auto codes =
        encode_layers(LocalForwardPass(), model, whole.middle_rows(mine.offset, mine.count), samples, world);
    ASSERT_EQ(codes.size(), 2U);
    EXPECT_TRUE(same_bits(codes[0], propagate(autoencoder, scaled.view(), 0, 1)));
    EXPECT_TRUE(same_bits(codes[1], propagate(autoencoder, scaled.view(), 0, 2)));
  }
}

}  // namespace
}  // namespace lampyris
