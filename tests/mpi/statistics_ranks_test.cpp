// SPDX-License-Identifier: Apache-2.0
// What is measured around training, on any number of ranks against one process.
#include <gtest/gtest.h>

#include <vector>

#include "mpi/communicator.hpp"
#include "mpi/exchange/grid_forward_pass.hpp"
#include "src/autoencoder/node_ranges.hpp"
#include "src/autoencoder/parameter_layout.hpp"
#include "src/cohort/gene_statistics.hpp"
#include "src/statistics/r_squared.hpp"
#include "tests/mpi/grid_training.hpp"

namespace lampyris {
namespace {

constexpr std::size_t measured_genes = 60;

TEST(NodeRangesOnRanks, AreThoseOfOneProcessBitForBit) {
  const auto ranks = mpi::Communicator::world();
  const std::size_t samples = 150;
  Autoencoder autoencoder(Architecture{measured_genes, {9, 4}});
  initialise(autoencoder, 1);
  const auto read = [](Slice slice) {
    return test::factor_samples(slice.offset, slice.count, measured_genes);
  };
  const auto alone = node_ranges(SingleWorld(), LocalForwardPass(), autoencoder, samples, read);
  for (const mpi::GridShape& shape : test::all_shapes(ranks.size())) {
    const auto forward_pass = mpi::make_forward_pass(to_string(shape), measured_genes, ranks);
    const auto mine = node_ranges(mpi::RankWorld(ranks), *forward_pass, autoencoder, samples, read);
    ASSERT_EQ(mine.size(), 2U);
    for (std::size_t l = 0; l < 2; ++l) {
      EXPECT_EQ(mine[l].minimum, alone[l].minimum) << to_string(shape);
      EXPECT_EQ(mine[l].mean, alone[l].mean);
      EXPECT_EQ(mine[l].maximum, alone[l].maximum);
      EXPECT_LT(alone[l].minimum[0], alone[l].maximum[0]);
    }
  }
}

TEST(RSquaredOnGrids, IsThatOfOneProcessBitForBit) {
  const auto ranks = mpi::Communicator::world();
  const std::size_t samples = 21;
  const auto truth = test::factor_samples(0, samples, measured_genes);
  const auto guess = test::factor_samples(samples, samples, measured_genes);
  const auto means = test::column_means(truth);
  RSquared alone(means);
  alone.add(truth.view(), guess.view());
  const auto expected = alone.summary();
  for (const mpi::GridShape& shape : test::all_shapes(ranks.size())) {
    const mpi::ProcessGrid grid(ranks, shape);
    const Slice rows = part_of(samples, shape.samples, grid.sample_part());
    const Slice columns = grid.genes(measured_genes);
    const auto my_truth = test::columns_of(truth, columns);
    const auto my_guess = test::columns_of(guess, columns);
    RSquared mine(means);
    mine.add(my_truth.view().middle_rows(rows.offset, rows.count),
             my_guess.view().middle_rows(rows.offset, rows.count), columns.offset);
    mine.sum(mpi::RankWorld(ranks));
    const auto found = mine.summary();
    EXPECT_EQ(found.global, expected.global) << to_string(shape);
    EXPECT_EQ(found.gene_mean, expected.gene_mean);
    EXPECT_EQ(found.gene_median, expected.gene_median);
    EXPECT_EQ(found.per_gene, expected.per_gene);
  }
}

TEST(GeneStatisticsOnRanks, AreThoseOfOneProcessBitForBit) {
  const auto ranks = mpi::Communicator::world();
  const auto read = [](Slice samples, Slice columns) {
    return test::columns_of(test::factor_samples(samples.offset, samples.count, measured_genes), columns);
  };
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < 600; i += 1 + i % 3) chosen.push_back(i);
  const auto mine = gene_statistics(mpi::RankWorld(ranks), chosen, measured_genes, read);
  const auto alone = gene_statistics(SingleWorld(), chosen, measured_genes, read);
  EXPECT_EQ(mine.minimum, alone.minimum);
  EXPECT_EQ(mine.maximum, alone.maximum);
  EXPECT_EQ(mine.mean, alone.mean);
  EXPECT_EQ(mine.sd, alone.sd);
  EXPECT_GT(alone.sd[0], 0);
}

}  // namespace
}  // namespace lampyris
