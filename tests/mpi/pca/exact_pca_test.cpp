// SPDX-License-Identifier: Apache-2.0
// The reference values are scikit-learn's: sklearn.decomposition.PCA(svd_solver="full") in double on the
// matrices of `entry`, with each component's sign turned so that its entry of largest magnitude is positive.
#include "mpi/pca/exact_pca.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

#include "mpi/scalapack/dist_matrix_exchange.hpp"
#include "src/base/error.hpp"
#include "src/structure/pca_scores.hpp"
#include "tests/mpi/pca/pca_cohort.hpp"

namespace lampyris {
namespace {

using test::block;
using test::entry;
using test::part;
using test::Partition;

struct Reference {
  std::size_t samples, genes, rank;
  std::vector<double> variances;  // the first four
  double total;
  std::vector<std::vector<double>> entries;  // of components 0, 1, 3: genes 0, 1 and the last
  std::vector<double> codes;                 // (0, 0), (5, 1), (last, 3)
};

const Reference wide{150,
                     200,
                     149,
                     {5.087007739168953, 0.35190567972581976, 0.32689425399392613, 0.31974574984365445},
                     21.503747865953542,
                     {{0.012144668754984989, 0.019173867248868492, 0.046817611044240905},
                      {-0.013128057009570565, 0.09427409485910362, -0.13663422036813813},
                      {-0.13139105261641637, -0.1664412737537737, 0.08941682278920687}},
                     {-3.3941661053995142, 0.1204914388637225, -0.2198232182558134}};
const Reference tall{260,
                     130,
                     130,
                     {3.3086641867417512, 0.20279887202503125, 0.1999822834323657, 0.19815255665120374},
                     14.014075329816313,
                     {{0.016527051419198326, 0.017391026898158635, 0.15572151443931845},
                      {-0.10327881666549919, -0.04695146276827086, -0.07678213417336112},
                      {-0.08272994543693976, 0.004555528752032065, 0.044224210279808863}},
                     {-2.6183525509029457, -0.06674342947773816, 0.2775610155654991}};
const Reference small{12,
                      5,
                      5,
                      {0.1938211219207899, 0.12660664382620868, 0.060326631040346274, 0.041707398491042554},
                      0.447833605976827,
                      {{-0.1361751352885058, -0.3076226483159052, 0.025468673560229207},
                       {0.5078817506785767, -0.19640162486575516, 0.6499196186838894},
                       {-0.3138205259782602, 0.8167951217123656, 0.4286319947063717}},
                      {-0.3321752738130635, -0.0291132864606386, 0.2734627302986065}};

void expect_reference(const Reference& reference, Partition partition) {
  const auto ranks = mpi::Communicator::world();
  const auto mine = block(part(partition, reference.samples, ranks), reference.genes);
  const Pca pca = mpi::fit_pca(mine.view(), 1000, ranks);

  EXPECT_EQ(pca.components.rows(), reference.rank);
  EXPECT_EQ(pca.explained_variance.size(), std::min(reference.samples - 1, reference.genes));
  for (std::size_t k = 0; k < reference.variances.size(); ++k) {
    EXPECT_NEAR(pca.explained_variance[k] / reference.variances[k], 1, 1e-10) << k;
  }
  EXPECT_NEAR(pca.total_variance / reference.total, 1, 1e-12);
  EXPECT_NEAR(std::reduce(pca.explained_variance.begin(), pca.explained_variance.end()) / reference.total, 1,
              1e-12);
  const std::size_t which[] = {0, 1, 3};
  for (std::size_t c = 0; c < 3; ++c) {
    const auto component = pca.components.row(which[c]);
    EXPECT_NEAR(component[0], reference.entries[c][0], 2e-7);
    EXPECT_NEAR(component[1], reference.entries[c][1], 2e-7);
    EXPECT_NEAR(component.back(), reference.entries[c][2], 2e-7);
  }

  const PcaProjection projection(pca, 4);
  const auto all = block({0, reference.samples}, reference.genes);
  const auto codes = projection.encode(all.view());
  EXPECT_NEAR(codes(0, 0), reference.codes[0], 1e-5);
  EXPECT_NEAR(codes(5, 1), reference.codes[1], 1e-5);
  EXPECT_NEAR(codes(reference.samples - 1, 3), reference.codes[2], 1e-5);
}

TEST(Pca, SamplesTimesSamplesEqualsScikitLearn) {
  expect_reference(wide, Partition::even);
}
TEST(Pca, GenesTimesGenesEqualsScikitLearn) {
  expect_reference(tall, Partition::even);
}
TEST(Pca, LessThanOneBlock) {
  expect_reference(small, Partition::even);
}
TEST(Pca, AllSamplesOnOneRank) {
  expect_reference(wide, Partition::all_on_last);
  expect_reference(tall, Partition::all_on_last);
}
TEST(Pca, UnequalAndEmptyParts) {
  expect_reference(wide, Partition::rising);
  expect_reference(tall, Partition::rising);
}

TEST(Pca, ComponentsAreOrthonormalAndRebuildTheCohort) {
  const auto ranks = mpi::Communicator::world();
  const auto mine = block(part(Partition::even, 90, ranks), 140);
  const Pca pca = mpi::fit_pca(mine.view(), 89, ranks);
  ASSERT_EQ(pca.components.rows(), 89U);
  for (std::size_t a = 0; a < 89; ++a) {
    for (std::size_t b = 0; b <= a; ++b) {
      const auto x = pca.components.row(a);
      const auto y = pca.components.row(b);
      ASSERT_NEAR(std::inner_product(x.begin(), x.end(), y.begin(), 0.0), a == b ? 1 : 0, 1e-5)
          << a << " " << b;
    }
  }
  const PcaProjection projection(pca, 1000);
  EXPECT_EQ(projection.dimension(), 89U);
  const auto all = block({0, 90}, 140);
  const auto rebuilt = projection.decode(projection.encode(all.view()).view());
  for (std::size_t i = 0; i < all.size(); ++i) ASSERT_NEAR(rebuilt.values()[i], all.values()[i], 2e-5);
}

TEST(Pca, TakesAtMostTheRankOfDuplicatedSamples) {
  const auto ranks = mpi::Communicator::world();
  const auto mine = test::repeated_block(part(Partition::even, 30, ranks), 50);
  EXPECT_EQ(mpi::fit_pca(mine.view(), 40, ranks).components.rows(), 9U);
}

TEST(Pca, RefusesWhatHasNoComponents) {
  const auto ranks = mpi::Communicator::world();
  const auto one = block(ranks.rank() == 0 ? Slice{0, 1} : Slice{0, 0}, 10);
  EXPECT_THROW(static_cast<void>(mpi::fit_pca(one.view(), 2, ranks)), DataError);
  const Matrix<float> flat(ranks.rank() == 0 ? 5 : 0, 10);
  EXPECT_THROW(static_cast<void>(mpi::fit_pca(flat.view(), 2, ranks)), DataError);
}

TEST(DistMatrix, DistributesAPanelAndGathersItsColumns) {
  const auto ranks = mpi::Communicator::world();
  mpi::ScalapackGrid built(ranks);
  const mpi::ScalapackGrid grid(std::move(built));
  EXPECT_EQ(grid.inside(), ranks.rank() < grid.rows() * grid.columns());
  const auto mine = block(part(Partition::rising, 300, ranks), 180);
  const std::vector<double> centre(180, 0.25);
  const auto rows = mpi::make_row_blocks(mine.view(), centre, ranks);
  const Slice some_rows{33, 211};
  const Slice some_genes{20, 150};
  mpi::DistMatrix<double> panel(grid, some_rows.count, some_genes.count);
  mpi::distribute_rows(rows, some_rows, some_genes, panel);
  const auto columns = mpi::gather_columns(panel, {60, 70});
  ASSERT_EQ(columns.rows(), 70U);
  ASSERT_EQ(columns.columns(), some_rows.count);
  for (std::size_t j = 0; j < 70; ++j) {
    for (std::size_t i = 0; i < some_rows.count; ++i) {
      const float value = entry(static_cast<std::int64_t>(33 + i), static_cast<std::int64_t>(20 + 60 + j));
      ASSERT_EQ(columns(j, i), static_cast<double>(value) - 0.25) << i << " " << j;
    }
  }
}

}  // namespace
}  // namespace lampyris
