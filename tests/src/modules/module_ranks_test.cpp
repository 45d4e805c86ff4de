// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

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
