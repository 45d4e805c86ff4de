// SPDX-License-Identifier: Apache-2.0
#include "mpi/process_grid.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <vector>

#include "src/base/error.hpp"
#include "tests/mpi/grid_training.hpp"

namespace lampyris::mpi {
namespace {

std::string error_of(const std::string& asked, std::size_t genes, const Communicator& ranks) {
  try {
    return "no error but " + to_string(grid_shape(asked, genes, ranks));
  } catch (const UsageError& error) {
    return error.what();
  }
}

std::string numbered(std::size_t samples, std::size_t genes) {
  return std::to_string(samples) + "x" + std::to_string(genes);
}

TEST(GridShape, IsTheOneAskedFor) {
  const auto ranks = Communicator::world();
  for (const GridShape& shape : test::all_shapes(ranks.size())) {
    EXPECT_EQ(grid_shape(to_string(shape), 20, ranks), shape);
  }
}

// All ranks of a test are on one node.
TEST(GridShape, AutoSharesTheGenesOfANode) {
  const auto ranks = Communicator::world();
  const auto size = static_cast<std::size_t>(ranks.size());
  EXPECT_EQ(grid_shape("auto", fewest_genes * size, ranks), (GridShape{1, size}));
  EXPECT_EQ(grid_shape("auto", 1000000, ranks), (GridShape{1, size}));
  EXPECT_EQ(grid_shape("auto", 3, ranks), (GridShape{size, 1})) << "too few genes to share";
  EXPECT_EQ(grid_shape("auto", fewest_genes * 2 - 1, ranks), (GridShape{size, 1}));
  // One gene too few for all ranks: the next smaller divisor.
  const std::size_t genes = fewest_genes * size - 1;
  const std::vector<std::size_t> next{0, 1, 1, 1, 2, 1, 3, 1, 4};
  ASSERT_LT(size, next.size());
  EXPECT_EQ(grid_shape("auto", genes, ranks), (GridShape{size / next[size], next[size]}));
}

// What auto chooses must not be refused by what uses it: a sample in every batch for each sample group.
TEST(GridShape, AutoStaysWithinTheBatch) {
  const RankCounts one_node{32, 32};
  EXPECT_EQ(grid_shape("auto", GridLimits{.genes = 300, .sample_groups = 20}, one_node), (GridShape{16, 2}));
  EXPECT_EQ(grid_shape("auto", GridLimits{.genes = 300, .sample_groups = 32}, one_node), (GridShape{32, 1}));
  EXPECT_EQ(grid_shape("auto", GridLimits{.genes = 1024, .sample_groups = 7}, one_node), (GridShape{4, 8}))
      << "fewer genes than are best to a group, and no fewer than needed";
  EXPECT_EQ(grid_shape("auto", GridLimits{.genes = 300, .sample_groups = 3}, RankCounts{32, 4}),
            (GridShape{2, 16}))
      << "over nodes, when one is not enough";
  const GridLimits leaves{.genes = 1 << 20, .sample_groups = 8, .gene_groups = 8};
  EXPECT_EQ(grid_shape("auto", leaves, one_node), (GridShape{4, 8}));
  try {
    (void)grid_shape("auto", GridLimits{.genes = 5, .sample_groups = 2}, one_node);
    FAIL() << "no grid of 32 ranks";
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find("32 ranks make no grid of at most 2 sample groups"),
              std::string::npos)
        << error.what();
  }
}

TEST(GridShape, RefusesOtherNumbersOfRanks) {
  const auto ranks = Communicator::world();
  const auto size = static_cast<std::size_t>(ranks.size());
  const auto expect_refused = [&](std::size_t samples, std::size_t genes) {
    const std::string asked = numbered(samples, genes);
    EXPECT_EQ(error_of(asked, 20, ranks), "--grid or compute.grid " + asked + ": " + std::to_string(samples) +
                                              " sample groups × " + std::to_string(genes) +
                                              " gene groups are not the " + std::to_string(size) +
                                              " ranks of this job");
  };
  if (size != 4) expect_refused(2, 2);
  expect_refused(size, 2);
  expect_refused(1, size + 1);
  // Products that are right when they overflow are not.
  expect_refused(std::size_t{1} << 32, std::size_t{1} << 32);
}

TEST(GridShape, RefusesWhatIsNoGrid) {
  const auto ranks = Communicator::world();
  for (const std::string asked : {"2x", "x2", "0x2", "2x0", "", "x", "2", "2X2", "2x2x2", "-1x-1", " 1x1",
                                  "1x1 ", "1.0x1", "Auto", "99999999999999999999x1"}) {
    EXPECT_EQ(error_of(asked, 20, ranks), "--grid or compute.grid \"" + asked +
                                              "\": must be auto, or sample groups x gene groups, as 2x4");
  }
}

TEST(GridShape, RefusesMoreGeneGroupsThanGenes) {
  const auto ranks = Communicator::world();
  const auto size = static_cast<std::size_t>(ranks.size());
  const std::string asked = numbered(1, size);
  EXPECT_EQ(error_of(asked, size - 1, ranks), "--grid or compute.grid " + asked + ": " +
                                                  std::to_string(size) + " gene groups are more than the " +
                                                  std::to_string(size - 1) + " genes of the cohort");
  EXPECT_EQ(grid_shape(asked, size, ranks), (GridShape{1, size}));
}

TEST(ProcessGrid, CutsTheRanksBothWays) {
  const auto ranks = Communicator::world();
  for (const GridShape& shape : test::all_shapes(ranks.size())) {
    const ProcessGrid grid(ranks, shape);
    EXPECT_EQ(static_cast<std::size_t>(grid.gene_axis().size()), shape.genes);
    EXPECT_EQ(static_cast<std::size_t>(grid.sample_axis().size()), shape.samples);
    EXPECT_EQ(static_cast<std::size_t>(grid.gene_axis().rank()), grid.gene_part());
    EXPECT_EQ(static_cast<std::size_t>(grid.sample_axis().rank()), grid.sample_part());
    EXPECT_EQ(grid.sample_part() * shape.genes + grid.gene_part(), static_cast<std::size_t>(ranks.rank()))
        << "neighbours share samples";
    EXPECT_EQ(grid.genes(61), part_of(61, shape.genes, grid.gene_part()));
    // Who is with me: the ranks of my row and those of my column.
    std::vector<double> row(static_cast<std::size_t>(ranks.size()));
    row[static_cast<std::size_t>(ranks.rank())] = 1;
    std::vector<double> column = row;
    grid.gene_axis().sum(row);
    grid.sample_axis().sum(column);
    for (std::size_t rank = 0; rank < row.size(); ++rank) {
      EXPECT_EQ(row[rank], rank / shape.genes == grid.sample_part() ? 1 : 0);
      EXPECT_EQ(column[rank], rank % shape.genes == grid.gene_part() ? 1 : 0);
    }
  }
}

}  // namespace
}  // namespace lampyris::mpi
